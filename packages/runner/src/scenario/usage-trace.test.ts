/** Recorded virtual machines: pods that arrive, last and want what was recorded. */
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { labelMap } from "@orrery/sim-core/model";
import { checkScenario, formatProblems, usageTrace } from "./index.ts";
import type { RecordedVms, TraceRequest } from "./index.ts";

const VMS: RecordedVms = {
  count: 2,
  id: ["7", "8"],
  submissionMs: [2000, 1000],
  cores: [2, 1],
  memoryKb: [3000, 500],
  fragments: { count: 4, vm: [1, 0, 1, 1], durationMs: [300_000, 1000, 0, 600_000], cpuUsageMhz: [500, 0, 9, 4000] },
};
const REQUEST: TraceRequest = {
  name: "vms",
  nodes: [],
  pods: ["tasks"],
  format: undefined,
  arrivals: { kind: "timed", timeScale: 1 },
  nodeLimit: Infinity,
  podLimit: Infinity,
  strict: false,
  seed: "1",
  priorityClasses: [],
  otherNodes: [],
};
const USAGE = { file: "fragments", mhzPerCore: 2000, stopUs: 3e6 };

describe("a recording of virtual machines", () => {
  it("becomes pods in the order of submission, with what the machines had", () => {
    const [arrivals] = usageTrace(VMS, REQUEST, USAGE).arrivals;
    expect([0, 1].map((row) => arrivals!.keyOf(row))).toEqual(["default/vms-8", "default/vms-7"]);
    expect([...arrivals!.arrivalUs, ...arrivals!.durationUs]).toEqual([0, 1e6, 900e6, 1e6]);
    const [first] = arrivals!.sources;
    expect(first!.spec.containers[0]!.resources!.requests).toEqual({ cpu: "1", memory: "500000" });
    expect(first!.metadata.labels).toEqual({ app: "vms", "orrery.io/recorded-vm": "8" });
  });

  it("becomes what each of them wants, from its start, and nothing else", () => {
    const rules = usageTrace(VMS, REQUEST, USAGE).behaviors!;
    const ofPod = (id: string) => rules.filter(({ selector }) => selector.matches(labelMap({ app: "vms", "orrery.io/recorded-vm": id })));
    expect([ofPod("8").length, ofPod("7").length, ofPod("9").length]).toEqual([1, 1, 0]);
    const { cpu, memory, stopUs } = ofPod("8")[0]!.behavior;
    expect(cpu).toEqual({
      kind: "steps",
      from: "start",
      timesUs: Float64Array.of(0, 300e6),
      values: Float64Array.of(0.25, 2),
      repeatUs: undefined,
    });
    expect([memory, stopUs]).toEqual([{ kind: "constant", value: 0 }, 3e6]);
  });

  it("may be faster or slower than it was, and cut", () => {
    const { arrivals, behaviors } = usageTrace(VMS, { ...REQUEST, arrivals: { kind: "timed", timeScale: 0.5 }, podLimit: 1 }, USAGE);
    expect([...arrivals[0]!.arrivalUs, ...arrivals[0]!.durationUs]).toEqual([0, 450e6]);
    expect(behaviors!.map(({ behavior }) => behavior.cpu)).toMatchObject([{ timesUs: Float64Array.of(0, 150e6) }]);
  });
});

describe("a scenario", () => {
  const check = (traces: string) =>
    checkScenario(
      `apiVersion: orrery/v1
kind: Scenario
metadata: { name: t }
spec:
  controlPlane: { podStop: 4s }
  nodePools: [{ name: a, count: 1, capacity: { cpu: 4, memory: 8Gi } }]
  behaviors: [{ name: own, selector: { matchLabels: { app: vms } } }]
  horizon: 30d
  traces: [{ name: vms, ${traces} }]
`,
      "in/s.yaml",
      {
        readText: () => Promise.reject(new Error("no files here")),
        registry: kubernetesRegistry(),
        loadTrace: async (request) => usageTrace(VMS, request, request.usage!),
      },
    );

  it("asks for the recording beside itself, and puts its own behaviors first", async () => {
    const { problems, input } = await check("pods: t.parquet, usage: { fragments: f.parquet, mhzPerCore: 1000 }");
    expect(formatProblems(problems)).toBe("");
    expect(input!.behaviors!.map(({ name, behavior }) => `${name} ${behavior.stopUs}`)).toEqual([
      "own 4000000",
      "vms-8 4000000",
      "vms-7 4000000",
    ]);
  });

  it.each([
    ["pods: t, usage: { fragments: f }", 'the field "mhzPerCore" is missing'],
    [
      "pods: [t, u], usage: { fragments: f, mhzPerCore: 1 }",
      "spec.traces[0].usage: usage belongs to one file of machines; accepted: pods: tasks.parquet",
    ],
    [
      "pods: t, usage: { fragments: f, mhzPerCore: 1 }, inflation: { resource: cpu, target: 1 }",
      "spec.traces[0].usage: usage cannot stand beside inflation",
    ],
  ])("%s", async (trace, problem) => {
    const { problems, input } = await check(trace);
    expect(formatProblems(problems)).toContain(problem);
    expect(input).toBeUndefined();
  });
});
