import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBytes, fromText } from "../bytes/index.ts";
import { haveSharedData, sharedFile } from "../testing/index.ts";
import { readDlrmPods } from "./dlrm.ts";
import { readOpenbNodes, readOpenbPods } from "./openb.ts";
import { readOrreryNodesCsv, readOrreryNodesParquet, readOrreryPodsCsv, readOrreryPodsParquet } from "./orrery-read.ts";
import { nodesToCsv, nodesToParquet, podsToCsv, podsToParquet } from "./orrery-write.ts";
import { quantityIn } from "./quantity-text.ts";
import type { TraceNodes, TracePods } from "./trace.ts";

const NODES = `name,cpu,memory,pods,gpu,gpu_model,taints,unschedulable,label.zone,resource.example.com/nic
a,"64",256Gi,250,8,A100,pool=gpu:NoSchedule;old:NoExecute,false,z1,2
b,3500m,1.5Gi,,,,,true,,
`;
const PODS = `name,namespace,app,cpu,memory,memory_limit,gpu,gpu_milli,gpu_models,priority,node_selector,arrival_s,scheduled_s,duration_s,label.tier,resource.example.com/nic
p,team-a,web,0.1,1e9,2G,,,,-5,zone=z1;disk=ssd,0.5,1,60,front,1
q,,,1,1Gi,,1,250,T4|P100,,,,,,,
`;

const withoutReport = <T extends TraceNodes | TracePods>(trace: T): Omit<T, "report"> => ({ ...trace, report: undefined });

describe("Orrery's own files", () => {
  it("leaves the second node of a name out, where the first was right", async () => {
    const twice = "name,cpu,memory\na,12Q,1Gi\na,1,1Gi\nb,1,1Gi\na,2,1Gi\n";
    const nodes = await readOrreryNodesCsv(fromText(twice), { file: "n.csv" });
    expect([nodes.name, [...nodes.milliCpu]]).toEqual([
      ["a", "b"],
      [1000, 1000],
    ]);
    expect(nodes.report.firstBad[1]).toEqual({
      reason: "a second node of this name",
      file: "n.csv",
      line: 5,
      column: 1,
      found: 'name = "a"',
      accepted: "a name of its own for each node",
    });
    await expect(readOrreryNodesCsv(fromText("name,cpu,memory\na,1,1Gi\na,1,1Gi\n"), { file: "n.csv", strict: true })).rejects.toThrow(
      "n.csv:3:1: a second node of this name",
    );
    const openb = "sn,cpu_milli,memory_mib,gpu,model\nx,1,1,0,\ny,1,1,0,\nx,1,1,0,\n";
    expect((await readOpenbNodes(fromText(openb))).name).toEqual(["x", "y"]);
  });

  it("reads nodes in Kubernetes notation", async () => {
    const nodes = await readOrreryNodesCsv(fromText(NODES), { strict: true });
    expect([...nodes.milliCpu, ...nodes.memoryBytes]).toEqual([64_000, 3_500, 256 * 2 ** 30, 1.5 * 2 ** 30]);
    expect([...nodes.maxPods]).toEqual([250, 110]);
    expect(nodes.taints).toEqual([
      [
        { key: "pool", value: "gpu", effect: "NoSchedule" },
        { key: "old", effect: "NoExecute" },
      ],
      [],
    ]);
    expect(nodes).toMatchObject({
      unschedulable: [false, true],
      labels: [{ zone: "z1" }, {}],
      extended: [{ "example.com/nic": 2 }, {}],
      gpuSharing: false,
    });
  });

  it("reads pods, whose ends follow from durations", async () => {
    const pods = await readOrreryPodsCsv(fromText(PODS), { strict: true });
    expect([...pods.endUs]).toEqual([60.5e6, Number.NaN]);
    expect(pods.shapes[0]).toMatchObject({
      namespace: "team-a",
      app: "web",
      milliCpu: 100,
      memoryBytes: 1e9,
      limits: { memoryBytes: 2e9 },
      priority: -5,
      nodeSelector: { zone: "z1", disk: "ssd" },
      labels: { tier: "front" },
      extended: { "example.com/nic": 1 },
    });
    expect(pods.shapes[1]).toMatchObject({ namespace: "default", gpuCount: 1, gpuMilli: 250, gpuModels: ["T4", "P100"] });
  });

  it("reads a file with nothing but names: pods that ask for nothing and arrive at once", async () => {
    expect(await readOrreryPodsCsv(fromText("name,cpu\nx,\n"))).toMatchObject({
      count: 1,
      arrivalUs: Float64Array.of(0),
      durationUs: Float64Array.of(Number.NaN),
    });
  });

  it("comes back unchanged from CSV and Parquet", async () => {
    const nodes = await readOrreryNodesCsv(fromText(NODES));
    const pods = await readOrreryPodsCsv(fromText(PODS));
    expect(withoutReport(await readOrreryNodesCsv(fromText(nodesToCsv(nodes))))).toEqual(withoutReport(nodes));
    expect(withoutReport(await readOrreryPodsCsv(fromText(podsToCsv(pods))))).toEqual(withoutReport(pods));
    expect(withoutReport(await readOrreryNodesParquet(fromBytes(nodesToParquet(nodes))))).toEqual(withoutReport(nodes));
    expect(withoutReport(await readOrreryPodsParquet(fromBytes(podsToParquet(pods))))).toEqual(withoutReport(pods));
  });

  it("refuses unknown columns, bad quantities and Parquet that is none", async () => {
    await expect(readOrreryPodsCsv(fromText("name,cpus\nx,1\n"), { file: "f" })).rejects.toThrow(
      /^f:1: column that an Orrery pod file does not have: found cpus; accepted: name, namespace/,
    );
    const { report } = await readOrreryPodsCsv(fromText("name,memory,arrival_s,end_s\nx,12Q,0,1\ny,-1,0,1\nz,1,5,4\n"));
    expect(report.firstBad.map((bad) => [bad.reason, bad.line, bad.column])).toEqual([
      ["bad memory", 2, 3],
      ["bad memory", 3, 3],
      ["deleted before it was created", 4, 7],
    ]);
    const pods = await readOrreryPodsCsv(fromText(PODS));
    await expect(readOrreryPodsParquet(fromBytes(podsToParquet(pods).subarray(0, -9)))).rejects.toThrow("unreadable Parquet file");
    await expect(readOrreryNodesParquet(fromBytes(podsToParquet(pods)))).rejects.toThrow(/Orrery node file/);
  });

  it("checks Parquet rows as it checks CSV rows", async () => {
    const pods = await readOrreryPodsCsv(fromText("name,arrival_s,end_s\na,1,2\nb,1,3\n"));
    const wrong = { ...pods, endUs: Float64Array.of(2e6, 0.5e6) };
    const read = await readOrreryPodsParquet(fromBytes(podsToParquet(wrong)));
    expect(read.report).toMatchObject({ rows: 1, badRows: 1, firstBad: [{ line: 2, reason: "deleted before it was created" }] });
  });

  it("reads quantities exactly", () => {
    const cases: [string, "units" | "milli", number | undefined][] = [
      ["0.1", "milli", 100],
      ["1500m", "milli", 1500],
      ["1500m", "units", 2],
      ["1.5Gi", "units", 1.5 * 2 ** 30],
      ["1e3", "units", 1000],
      ["1E", "units", undefined],
      ["12e6", "units", 12e6],
      ["100n", "milli", 1],
      [".5", "milli", 500],
      ["5.", "units", 5],
      ["-1", "units", undefined],
      ["12Q", "units", undefined],
      ["", "units", undefined],
      ["1 Gi", "units", undefined],
      ["9007199254740993", "units", undefined],
    ];
    for (const [text, unit, value] of cases) expect([text, quantityIn(text, unit)]).toEqual([text, value]);
    fc.assert(fc.property(fc.nat(), (n) => quantityIn(`${n}m`, "milli") === n && quantityIn(`${n / 1000}`, "milli") === n));
  });

  it("documents every column of the schema", async () => {
    const { SHAPE_COLUMNS, NODE_ONLY, POD_ONLY } = await import("./orrery-columns.ts");
    const page = readFileSync(new URL("../../../../docs/trace-format.md", import.meta.url), "utf8");
    for (const column of [...SHAPE_COLUMNS, ...NODE_ONLY, ...POD_ONLY]) expect(page).toContain(`\`${column}\``);
    // The examples of the page are read as they stand there.
    const [nodes, pods] = [...page.matchAll(/```csv\n([^]*?)```/g)].map((match) => match[1]!);
    expect((await readOrreryNodesCsv(fromText(nodes!), { strict: true })).count).toBe(3);
    expect((await readOrreryPodsCsv(fromText(pods!), { strict: true })).count).toBe(4);
  });

  it.runIf(haveSharedData("alibaba-openb-gpu-v2023") && haveSharedData("alibaba-dlrm-gpu-v2025"))(
    "carries real traces unchanged through CSV and Parquet",
    async () => {
      const nodes = await readOpenbNodes(sharedFile("alibaba-openb-gpu-v2023/openb_node_list_all_node.csv"));
      const own = await readOrreryNodesCsv(fromText(nodesToCsv(nodes)), { strict: true });
      expect([own.milliCpu, own.memoryBytes, own.gpuCount, own.gpuModel, own.gpuSharing]).toEqual([
        nodes.milliCpu,
        nodes.memoryBytes,
        nodes.gpuCount,
        nodes.gpuModel,
        true,
      ]);
      for (const pods of [
        await readOpenbPods(sharedFile("alibaba-openb-gpu-v2023/openb_pod_list_gpuspec33.csv")),
        await readDlrmPods(sharedFile("alibaba-dlrm-gpu-v2025/disaggregated_DLRM_trace.csv")),
      ]) {
        const text = podsToCsv(pods);
        for (const again of [
          await readOrreryPodsCsv(fromText(text), { strict: true }),
          await readOrreryPodsParquet(fromBytes(podsToParquet(pods)), { strict: true }),
        ]) {
          expect(again.shapes).toEqual(pods.shapes);
          expect(podsToCsv(again) === text).toBe(true);
        }
      }
    },
  );
});
