/** The command as its users meet it: results, pipes, exit codes, signals. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import type { Report } from "@orrery/runner/report";
import { fromBytes, readOrreryPodsParquet } from "@orrery/traces/formats";
import { haveSharedData, sharedDataFolder } from "@orrery/traces/testing";
import { emptyFolder, orrery } from "./orrery-process-fixture.ts";

const folder = emptyFolder();
const inFolder = (args: readonly string[], more = {}) => orrery(args, { cwd: folder, ...more });
const REPLAY = ["replay", "--nodes", "nodes.csv", "--pods", "pods.csv"] as const;

const NODES = "name,cpu,memory,pods,label.pool\nn1,4,8Gi,10,left\nn2,4,8Gi,10,right\n";
const PODS = [
  "name,app,cpu,memory,arrival_s,duration_s",
  ...Array.from({ length: 40 }, (_, i) => `web-${i},web,500m,512Mi,${i},${60 + i}`),
  "huge-0,huge,5,1Gi,3,10",
  "",
].join("\n");
const SCENARIO = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: small }
spec:
  horizon: 1h
  nodePools:
    - { name: only, count: 3, capacity: { cpu: "4", memory: 8Gi, pods: 20 } }
  workloads:
    - name: app
      count: 5
      arrivals: { every: 1s }
      template: { spec: { containers: [{ name: main, resources: { requests: { cpu: "1", memory: 1Gi } } }] } }
`;

beforeAll(async () => {
  writeFileSync(path.join(folder, "nodes.csv"), NODES);
  writeFileSync(path.join(folder, "pods.csv"), PODS);
  writeFileSync(path.join(folder, "small.yaml"), SCENARIO);
  // The first one builds what is missing.
  expect((await inFolder(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe("orrery replay", () => {
  it("prints a report that fits on a page of 80 columns, without colour or progress in a pipe", async () => {
    const { code, out, err } = await inFolder([...REPLAY, "--pool-label", "pool"]);
    expect([code, err]).toEqual([0, ""]);
    for (const heading of ["PODS", "WHY PODS WAIT", "USE", "FRAGMENTATION", "WORKLOADS"]) expect(out).toContain(`\n${heading}`);
    expect(out).toContain("0/2 nodes are available: 2 Insufficient cpu.");
    for (const pool of ["left", "right"]) expect(out).toMatch(new RegExp(`^ +${pool} +1 node$`, "m"));
    expect(out).not.toContain("\u001b");
    expect(out.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
  });

  it("colours when asked, and says the same", async () => {
    const [plain, coloured, never] = await Promise.all([
      inFolder(["run", "small.yaml"]),
      inFolder(["run", "small.yaml"], { env: { FORCE_COLOR: "1" } }),
      inFolder(["run", "small.yaml"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }),
    ]);
    const stable = (text: string) => text.replace(/.*(it took|events\/s).*\n/g, "");
    expect(coloured.out).toContain("\u001b[1mPODS\u001b[22m");
    expect(stable(stripVTControlCharacters(coloured.out))).toBe(stable(plain.out));
    expect(stable(never.out)).toBe(stable(plain.out));
  });

  it("has one digest for any slice, in a worker thread, and run twice", async () => {
    const digests: string[] = [];
    for (const more of [[], ["--slice", "1"], ["--slice", "7"], ["--slice", "4096"], ["--worker"]]) {
      const { code, out } = await inFolder([...REPLAY, "--json", ...more]);
      expect(code).toBe(0);
      digests.push((JSON.parse(out) as Report).digest);
    }
    expect(new Set(digests).size).toBe(1);
  });

  it("reads a snapshot from standard input, and stays with what is bound", async () => {
    const node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "a" },
      spec: {},
      status: { capacity: { cpu: "2", memory: "4Gi", pods: "10" } },
    };
    const pod = (name: string, cpu: string, nodeName?: string) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "x" },
      spec: { nodeName, containers: [{ name: "c", resources: { requests: { cpu } } }] },
      status: { phase: nodeName === undefined ? "Pending" : "Running" },
    });
    const list = { apiVersion: "v1", kind: "List", items: [node, pod("there", "1", "a"), pod("fits", "1"), pod("not", "3")] };
    const { code, out } = await inFolder(["replay", "--snapshot", "-", "--json"], { input: JSON.stringify(list) });
    const { pods, pending } = JSON.parse(out) as Report;
    expect([code, pods.boundAtStart, pods.placed, pending.total]).toEqual([0, 1, 1, 1]);
    expect(pending.sentences[0]!.example).toBe("x/not");
  });
});

describe("orrery explain", () => {
  it("prints attempts, refusals and candidates", async () => {
    const placed = await inFolder(["explain", "app-2", "small.yaml"]);
    expect(placed.code).toBe(0);
    expect(placed.out).toMatch(/attempt 1 after .*: placed on only-\d/);
    expect(placed.out).toMatch(/NodeResourcesFit x1 +\d+/);
    const pending = await inFolder(["explain", "default/huge-0", "--nodes", "nodes.csv", "--pods", "pods.csv"]);
    expect(pending.out).toContain("has no node");
    expect(pending.out).toMatch(/2 {2}NodeResourcesFit {2}Insufficient cpu/);
  });

  it("fails for a pod that never was, and names others", async () => {
    const { code, out, err } = await inFolder(["explain", "app-77", "small.yaml"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("no pod default/app-77 was created; accepted: a pod of this run, such as default/app-0");
  });
});

describe("orrery why", () => {
  it("follows the causes of a pod, a workload and a node", async () => {
    const input = ["--nodes", "nodes.csv", "--pods", "pods.csv"];
    const pending = await inFolder(["why", "huge-0", ...input]);
    expect(pending.code).toBe(0);
    expect(pending.out).toMatch(/^default\/huge-0 {2}pod, after /);
    expect(pending.out).toContain("pending");
    expect(pending.out.replace(/\s+/g, " ")).toContain("<- 0/2 nodes are available: 2 Insufficient cpu.");
    const workload = JSON.parse((await inFolder(["why", "web", ...input, "--json"])).out) as { subject: object; state: { pods: number } };
    expect([workload.subject, workload.state.pods]).toEqual([{ kind: "workload", name: "web" }, 40]);
    const node = await inFolder(["why", "n1", ...input, "--at", "30s"]);
    expect(node.out).toContain("n1  node, after 30 s\n");
    expect(node.out).toContain("nothing went wrong so far");
  });

  it("fails for a name that is none, and names those that are like it", async () => {
    const { code, out, err } = await inFolder(["why", "app-77", "small.yaml"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/there is no pod, workload or node app-77; accepted: a name such as .*app-/);
    expect(await inFolder(["why", "app-0"])).toMatchObject({ code: 2, err: expect.stringContaining("why needs the input of the run") });
  });
});

describe("--out", () => {
  it("writes a recording that can be read, and nothing else", async () => {
    const { code } = await inFolder(["run", "small.yaml", "--out", "rec", "--quiet"]);
    expect(code).toBe(0);
    const place = path.join(folder, "rec");
    expect(readdirSync(place).sort()).toEqual([
      "attempts.parquet",
      "containers.parquet",
      "facts.parquet",
      "input",
      "manifest.json",
      "node_events.parquet",
      "nodes.parquet",
      "pods.parquet",
      "probes.parquet",
      "queue.parquet",
      "readiness.parquet",
      "refusals.parquet",
      "report.json",
      "usage.parquet",
    ]);
    const manifest = JSON.parse(readFileSync(path.join(place, "manifest.json"), "utf8")) as {
      digest: string;
      tables: { name: string; rows: number }[];
    };
    const report = JSON.parse(readFileSync(path.join(place, "report.json"), "utf8")) as Report;
    expect(manifest.digest).toBe(report.digest);
    expect(manifest.tables.find(({ name }) => name === "pods")!.rows).toBe(5);
    // It is Parquet to a reader: ours complains of the columns, not of the file.
    const pods = readFileSync(path.join(place, "pods.parquet"));
    await expect(readOrreryPodsParquet(fromBytes(pods), { file: "pods.parquet" })).rejects.toThrow(/column/);
  });

  it("refuses a file in place of the folder before it runs", async () => {
    const { code, out, err } = await inFolder(["run", "small.yaml", "--out", "nodes.csv"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("nodes.csv is a file; accepted: a folder");
  });
});

describe("signals and pipes", () => {
  it("ends at Ctrl-C with what there is", async () => {
    const pods = [
      "name,cpu,memory,arrival_s,duration_s",
      ...Array.from({ length: 100_000 }, (_, i) => `p-${i},100m,64Mi,${i},600`),
      "",
    ].join("\n");
    writeFileSync(path.join(folder, "many.csv"), pods);
    const interruptedAfter = (ms: number) =>
      inFolder(["replay", "--nodes", "nodes.csv", "--pods", "many.csv", "--json", "--slice", "1"], {
        onStart: (kill: (signal: NodeJS.Signals) => void) => setTimeout(() => kill("SIGINT"), ms),
      });
    let finished = await interruptedAfter(1500);
    // On a busy machine the signal may come before anybody listens; then the system ends the process.
    if (finished.code === null) finished = await interruptedAfter(8000);
    const { code, out, err } = finished;
    const report = JSON.parse(out) as Report;
    expect([code, report.partial, report.end]).toEqual([130, true, "interrupted"]);
    expect(report.pods.created).toBeLessThan(100_000);
    expect(err).toContain("interrupted");
  });

  it("prints JSON and nothing else with --json", async () => {
    const { out, err } = await inFolder(["trace", "ls", "--json"]);
    expect((JSON.parse(out) as { datasets: { name: string }[] }).datasets.map(({ name }) => name)).toContain("alibaba-openb-gpu-v2023");
    expect(err).toBe("");
  });
});

describe("orrery trace get", () => {
  it("writes nothing that is not what was published", async () => {
    const mirror = path.join(folder, "mirror", "azure-llm-inference");
    mkdirSync(mirror, { recursive: true });
    const file = "AzureLLMInferenceTrace_code.csv";
    writeFileSync(path.join(mirror, file), "another file");
    const { code, out, err } = await inFolder(["trace", "get", "azure-llm-inference", "--mirror", "mirror", "--to", "kept"]);
    expect([code, out]).toEqual([74, ""]);
    expect(err).toMatch(/azure-llm-inference\/.*: 12 bytes came, \d+ were published/);
    expect(existsSync(path.join(folder, "kept"))).toBe(false);
  });

  it("names the data sets that there are", async () => {
    expect(await inFolder(["trace", "get", "nothing"])).toMatchObject({ code: 2, err: expect.stringContaining("huawei-east-1-lt") });
  });

  it.skipIf(!haveSharedData("kubectl-dumps"))("takes a data set from a mirror", async () => {
    const { code, out } = await inFolder(["trace", "get", "kubectl-dumps", "--mirror", sharedDataFolder(), "--to", "kept"]);
    expect([code, out.split("\n")[0]]).toEqual([0, "✔ kept/kubectl-dumps: 4 files, 4.55 MiB, verified"]);
    expect((await inFolder(["check", "kept/kubectl-dumps/sixty-nodes/nodes-pods.json"])).out).toContain("60 Node");
  });
});

describe("usage", () => {
  it("names the nearest option and command", async () => {
    expect(await inFolder(["run", "small.yaml", "--sed", "4"])).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("Did you mean --seed?"),
    });
    expect(await inFolder(["replya"])).toMatchObject({ code: 2, err: expect.stringContaining("Did you mean replay?") });
  });

  it("refuses what it cannot do yet, and says what it can", async () => {
    expect(await inFolder(["run", "small.yaml", "--evaluate", "incremental"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Accepted: full"),
    });
  });

  it("shows examples in the help of every command", async () => {
    for (const command of [["run"], ["replay"], ["check"], ["explain"], ["why"], ["trace", "get"], ["reproduce", "fgd"]]) {
      const { code, out } = await inFolder([...command, "--help"]);
      expect(code).toBe(0);
      expect(out).toContain(`Examples:\n  orrery ${command.join(" ")}`);
    }
  });
});
