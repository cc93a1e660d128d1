/** A recording's input is loaded as it was run: with its files, wherever they were, and with its options. */
import { describe, expect, it } from "vitest";
import { formatProblem } from "@orrery/runner/scenario";
import type { RecordedInput } from "@orrery/runner/recording";
import { loadRun } from "./load-run.ts";
import type { OpenRequest } from "./open-request.ts";

const NODES = "name,cpu,memory,pods,label.team\nn1,4,8Gi,9,red\n";
const PODS = "name,cpu,memory,arrival_s,duration_s\na,1,1Gi,0,60\nb,1,1Gi,100,60\n";
const SCENARIO = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: own }
spec:
  horizon: 10m
  nodePools: [{ name: a, count: 2, capacity: { cpu: 4, memory: 8Gi } }]
  traces: [{ pods: ../shared/pods.csv }, { pods: /data/far.csv }]
`;

type Files = Readonly<Record<string, { readonly path: string; readonly text: string }>>;

function request(input: Omit<RecordedInput, "files">, files: Files, text = ""): OpenRequest {
  const entries = Object.entries(files);
  return {
    fileName: input.scenario ?? "recording",
    text,
    baseUrl: undefined,
    files: new Map(entries.map(([file, { text: content }]) => [file, new Blob([content])])),
    recorded: {
      input: { ...input, files: entries.map(([file, { path }]) => ({ file, path, sizeBytes: 0, sha256: "" })) },
      orrery: "0.1.0",
      changes: [],
      policy: "",
    },
    seed: "",
    changes: [],
    policy: "",
    explain: ["default/a"],
  };
}

async function load(asked: OpenRequest) {
  const loaded = await loadRun(asked);
  if ("problems" in loaded) throw new Error(loaded.problems.map(({ message }) => message).join("\n"));
  return loaded;
}

describe("a recorded run", () => {
  it("of a scenario has its files, seed, end, tie-break and explained pods", async () => {
    const files = {
      "input/run/own.yaml": { path: "x/run/own.yaml", text: SCENARIO },
      "input/shared/pods.csv": { path: "x/run/../shared/pods.csv", text: PODS },
      "input/elsewhere/far.csv": { path: "/data/far.csv", text: PODS.replaceAll("a,1", "c,1").replaceAll("b,1", "d,1") },
    };
    const options = { seed: "5", untilUs: 7, tieBreak: "first", explain: ["default/b"] } as const;
    const { input, kind } = await load(request({ kind: "scenario", scenario: "input/run/own.yaml", ...options }, files, SCENARIO));
    expect(input).toMatchObject({ seed: "5", horizonUs: 7, tieBreak: "first", explain: ["default/b", "default/a"] });
    expect(input.arrivals.reduce((sum, { arrivalUs }) => sum + arrivalUs.length, 0)).toBe(4);
    expect(kind).toMatchObject({ kind: "scenario" });
  });

  it("of a trace has its times, pools and profile", async () => {
    const files = {
      "input/nodes.csv": { path: "n.csv", text: NODES },
      "input/pods.csv": { path: "p.csv", text: PODS },
      "input/profile.yaml": {
        path: "profile.yaml",
        text: "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nparallelism: 3\nprofiles: [{ schedulerName: other }]\n",
      },
    };
    const trace = { kind: "trace", nodes: ["input/nodes.csv"], pods: ["input/pods.csv"], poolLabel: "team" } as const;
    const { input, kind } = await load(
      request({ ...trace, arrivals: { kind: "timed", timeScale: 2 }, profile: { file: "input/profile.yaml" } }, files),
    );
    expect(input.nodes.map(({ pool }) => pool)).toEqual(["red"]);
    expect([...input.arrivals[0]!.arrivalUs]).toEqual([0, 200e6]);
    expect(input.scheduler.profiles.map(({ schedulerName }) => schedulerName)).toEqual(["other"]);
    expect(kind).toEqual({ kind: "trace", nodes: ["input/nodes.csv"], pods: ["input/pods.csv"] });
    const packing = await load(request({ ...trace, profile: { policy: "BestFit" } }, files));
    expect(packing.input.scheduler).not.toEqual((await load(request(trace, files))).input.scheduler);
  });

  it("of a snapshot places all pods anew where that was asked", async () => {
    const node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n1" },
      status: { allocatable: { cpu: "4", memory: "8Gi", pods: "9" } },
    };
    const bound = { apiVersion: "v1", kind: "Pod", metadata: { name: "w" }, spec: { nodeName: "n1", containers: [{ name: "c" }] } };
    const files = { "input/snapshot.json": { path: "-", text: JSON.stringify({ apiVersion: "v1", kind: "List", items: [node, bound] }) } };
    const counts = async (reschedule: boolean) => {
      const { input } = await load(request({ kind: "snapshot", snapshots: ["input/snapshot.json"], reschedule }, files));
      return [input.boundPods.length, input.arrivals.length];
    };
    expect([await counts(false), await counts(true)]).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it("says which file it lacks", async () => {
    const asked = request(
      { kind: "trace", nodes: ["input/n.csv"], pods: ["input/p.csv"] },
      { "input/n.csv": { path: "n.csv", text: NODES } },
    );
    await expect(load(asked)).rejects.toThrow("it did not come with the scenario");
  });
});

describe("what cannot be run", () => {
  const brought = (file: string, text: string, changes: OpenRequest["changes"] = []): OpenRequest => ({
    ...request({ kind: "trace" }, {}),
    fileName: file,
    files: new Map([[file, new Blob([text])]]),
    recorded: undefined,
    changes,
  });
  const said = async (asked: OpenRequest) => {
    const loaded = await loadRun(asked);
    return "problems" in loaded ? loaded.problems.map(formatProblem) : [];
  };

  it.each([
    [
      "note.txt",
      "hello",
      'note.txt:1:1: error: text of no known format; found "hello"; accepted: a scenario, what "kubectl get nodes,pods',
    ],
    ["empty.yaml", "", "empty.yaml: error: empty file; found 0 bytes; accepted: a file with content"],
    ["t.json", '{"apiVersion":"v1","kind":"List","items":[\n', "t.json:2:1: error: not JSON; found the end of the file; accepted: a value"],
  ])("%s is told with its place, in a sentence or two", async (file, text, says) => {
    const [problem = ""] = await said(brought(file, text));
    expect(problem).toContain(says);
    expect(problem.length).toBeLessThan(300);
  });

  it("an object twice in a snapshot is told with both places", async () => {
    const node = '{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}';
    expect(await said(brought("s.json", `[${node},\n${node}]`))).toEqual([
      's.json:2:53: error: a second Node n1; found "n1"; accepted: each object once; the first is at s.json:1:54',
    ]);
  });

  it("a change is to blame for itself, and not the file", async () => {
    const node = `[${'{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}'}]`;
    expect(await said(brought("s.json", node, [{ atUs: 0, do: "cordon", nodes: { names: ["n2"] } }]))).toEqual([
      "what-if: error: change 1 (cordon node n2): there is no node n2 at that time; accepted: n1",
    ]);
  });
});
