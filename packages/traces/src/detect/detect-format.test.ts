import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fromBytes, fromText } from "../bytes/index.ts";
import { traceFormats } from "../formats/index.ts";
import { haveSharedData, sharedFile } from "../testing/index.ts";
import { detectFormat, detectSource, readNodes, readPods } from "./index.ts";

const detect = (text: string) => detectFormat(new TextEncoder().encode(text));
const format = (text: string): string => {
  const detection = detect(text);
  return detection.ok ? detection.format : "none";
};

describe("detectFormat", () => {
  it("knows formats by their content", () => {
    expect(format("sn,cpu_milli,memory_mib,gpu,model\n")).toBe("openb-nodes");
    expect(format("name,cpu_milli,memory_mib,num_gpu,gpu_milli\r\n")).toBe("openb-pods");
    expect(format("\uFEFFvmid,cpu,mem,at,lt\n")).toBe("huawei-vms");
    expect(format("name,cpu,memory,pods\n")).toBe("orrery-nodes-csv");
    expect(format("name,cpu,memory,arrival_s\n")).toBe("orrery-pods-csv");
    expect(format("1800000 m,|,a,|,g,")).toBe("azure-arrivals");
    expect(format("1800000 U1,|,C4,|,")).toBe("azure-lifetimes");
    expect(format('{\n "apiVersion": "v1", "items": []')).toBe("kubernetes-json");
    expect(format("# mine\n---\napiVersion: v1\n")).toBe("kubernetes-yaml");
  });

  it("lists what it found and what would be accepted when nothing fits", () => {
    expect(detect("foo,bar\n1,2\n")).toMatchObject({ ok: false, problem: { reason: "columns of no known format", found: '"foo", "bar"' } });
    const ambiguous = detect("name,cpu,memory\n");
    expect(ambiguous.ok).toBe(false);
    expect(!ambiguous.ok && ambiguous.problem.accepted).toContain("name and arrival_s of pods");
    expect(detectFormat(new Uint8Array([1, 0, 2]))).toMatchObject({
      ok: false,
      problem: { reason: "binary file of no known format", found: "bytes 01 00 02" },
    });
  });

  it.each([
    ["hello", 'f:1:1: text of no known format: found "hello"; accepted: a scenario, what "kubectl get'],
    [`${"x".repeat(5000)}\n`, 'found "xxx'],
    [`${"\u0001".repeat(5000)}\n`, "text of no known format"],
    [Array.from({ length: 500 }, (_, i) => `column-${i}`).join(","), 'columns of no known format: found "column-0", "column-1"'],
    ["name,cpu,memory\n", "name and arrival_s of pods"],
    ["\u0000".repeat(500), "binary file of no known format"],
  ])("tells of an unknown file in a sentence or two: %#", async (text, says) => {
    const whole = async (read: Promise<unknown>) => read.then(String, (error: Error) => error.message);
    const asked = [detectSource, readNodes, readPods].map((read) => whole(read(fromText(text), { file: "f" })));
    const messages = (await Promise.all(asked)).filter((message) => message.includes("no known format"));
    expect(messages[0]).toContain(says);
    for (const message of messages) expect(message.length).toBeLessThan(300);
  });

  it("names what was found and what would be read, where a file has another role", async () => {
    await expect(readPods(fromText('{"apiVersion":"v1","kind":"List","items":['), { file: "t.json" })).rejects.toThrow(
      "t.json:1:1: a file without pods: found Kubernetes objects as JSON; accepted: openb pod list, DLRM inference instances, Huawei-East-1 virtual machines, Orrery pod file, Orrery node or pod file as Parquet (docs/trace-format.md)",
    );
  });

  it("has every format in the documentation", () => {
    const page = readFileSync(path.resolve(import.meta.dirname, "../../../../docs/trace-format.md"), "utf8");
    for (const { title, accepted } of traceFormats()) expect(page).toContain(`| ${title} | ${accepted.replaceAll("|", "\\|")} |`);
  });

  it("reads nodes and pods without being told the format, also gzipped", async () => {
    const text = "vmid,cpu,mem,at,lt\n0,4,16,0.0,194.0\n";
    const pods = await readPods(fromBytes(gzipSync(text)), { file: "p" });
    expect(pods).toMatchObject({ format: "huawei-vms", count: 1 });
    expect(await readNodes(fromText("name,cpu,memory\na,1,1Gi\n"))).toMatchObject({ format: "orrery-nodes-csv", count: 1 });
    await expect(readNodes(fromText(text), { file: "p" })).rejects.toThrow(
      "p:1:1: a file without nodes: found Huawei-East-1 virtual machines",
    );
    await expect(readPods(fromText(""), { file: "p" })).rejects.toThrow("p: empty file");
    await expect(readPods(fromBytes(new Uint8Array([7, 0, 7])), { file: "p" })).rejects.toThrow("binary file of no known format");
    await expect(readPods(fromBytes(gzipSync(text).subarray(0, -12)), { file: "p.gz" })).rejects.toThrow("p.gz: broken gzip data");
  });

  it.runIf(
    ["alibaba-openb-gpu-v2023", "alibaba-dlrm-gpu-v2025", "huawei-east-1-lt", "azure-vm-v1-huawei-rnn", "kubectl-dumps"].every((name) =>
      haveSharedData(name),
    ),
  )("knows the real files", async () => {
    const expected: [string, string][] = [
      ["alibaba-openb-gpu-v2023/openb_node_list_all_node.csv", "openb-nodes"],
      ["alibaba-openb-gpu-v2023/openb_pod_list_multigpu50.csv", "openb-pods"],
      ["alibaba-dlrm-gpu-v2025/disaggregated_DLRM_trace.csv", "dlrm"],
      ["huawei-east-1-lt/Huawei-East-1-lt.csv", "huawei-vms"],
      ["huawei-east-1-lt/test_random_time_1000.npy", "numpy"],
      ["azure-vm-v1-huawei-rnn/v1.test.txt", "azure-arrivals"],
      ["azure-vm-v1-huawei-rnn/v1.test.c2591400.txt", "azure-lifetimes"],
      ["azure-vm-v1-huawei-rnn/v1.dev.c2100000.txt", "azure-lifetimes"],
      ["azure-vm-v1-huawei-rnn/flav_map.txt", "azure-flavors"],
      ["azure-vm-v1-huawei-rnn/v1.interval_map.txt", "azure-intervals"],
      ["kubectl-dumps/sixty-nodes/nodes-pods.yaml", "kubernetes-yaml"],
      ["kubectl-dumps/sixty-nodes/everything.json", "kubernetes-json"],
    ];
    for (const [path, id] of expected) expect([path, (await detectSource(sharedFile(path))).format.id]).toEqual([path, id]);
  });
});
