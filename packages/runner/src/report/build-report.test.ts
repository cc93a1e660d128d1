import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { buildReport } from "./build-report.ts";
import type { Report } from "./report.ts";
import { TINY_HOST, tinyNode, tinySimulation } from "../testing/index.ts";
import type { TinyPod } from "../testing/index.ts";
import type { SimulationInput } from "../simulation/index.ts";

const schema = JSON.parse(readFileSync(new URL("../../../../docs/report.schema.json", import.meta.url), "utf8")) as object;
const isValid = new Ajv2020({ allErrors: true }).compile(schema);

const PODS: readonly TinyPod[] = [
  { cpu: "3", workload: "web", arrivalS: 0, durationS: 20 },
  { cpu: "3", workload: "web", arrivalS: 0, durationS: Infinity },
  { cpu: "2", workload: "batch", arrivalS: 10, durationS: 30 },
  { cpu: "5", workload: "huge", arrivalS: 20, durationS: 1 },
];

function reportOf(pods: readonly TinyPod[], more: Partial<SimulationInput> = {}): Report {
  const simulation = tinySimulation(pods, more);
  simulation.run();
  return buildReport(simulation, { end: "horizon", host: TINY_HOST, inputs: [] });
}

describe("buildReport", () => {
  it("gives what its JSON Schema says", () => {
    const report: unknown = JSON.parse(JSON.stringify(reportOf(PODS)));
    expect(isValid(report), JSON.stringify(isValid.errors)).toBe(true);
    const empty: unknown = JSON.parse(JSON.stringify(reportOf([], { nodes: [], horizonUs: 5e6 })));
    expect(isValid(empty), JSON.stringify(isValid.errors)).toBe(true);
  });

  it("gives what its JSON Schema says of living pods and failing nodes", () => {
    const simulation = tinySimulation(PODS);
    simulation.run();
    const { store } = simulation;
    store.containerStarted(1, { container: 0, restartCount: 1 });
    store.stopNode(0, { what: "machine", because: { by: "timeline", reason: "Crash" } });
    const report = buildReport(simulation, { end: "horizon", host: TINY_HOST, inputs: [] });
    expect(report.life!.oversell!.pools.map(({ ratio }) => ratio)).toEqual([2, 2]);
    expect(report.life!.cluster).toMatchObject({ restarts: { total: 1 }, outages: { count: 1, machine: 1 } });
    expect(isValid(JSON.parse(JSON.stringify(report))), JSON.stringify(isValid.errors)).toBe(true);
  });

  it("says nothing of life where there was none to tell", () => {
    expect(reportOf(PODS)).toMatchObject({ life: null, rollouts: [] });
  });

  it("takes for victims of preemption only what nobody else deleted", () => {
    const simulation = tinySimulation(PODS);
    simulation.run();
    simulation.store.deletePod(1, { because: { by: "taint-eviction-controller", reason: "DeletionByTaintManager" } });
    expect(buildReport(simulation, { end: "horizon", host: TINY_HOST, inputs: [] }).preemption.victims).toBe(0);
  });

  it("counts pods where they stand at the end", () => {
    const { pods, attempts, pending } = reportOf(PODS);
    expect(pods).toMatchObject({ total: 4, arrivals: 4, created: 4, placed: 3, pending: 1, running: 1, succeeded: 2, deleted: 0 });
    expect(attempts.placed).toBe(3);
    expect(attempts.unschedulable).toBe(attempts.total - 3);
    expect(pending.total).toBe(1);
    expect(pending.sentences).toHaveLength(1);
    expect(pending.sentences[0]).toMatchObject({ pods: 1, example: "default/pod-3" });
    expect(pending.sentences[0]!.message).toMatch(/^0\/2 nodes are available: 2 Insufficient cpu\./);
    expect(pending.reasons).toEqual([{ plugin: "NodeResourcesFit", reason: "Insufficient cpu", pods: 1, meanNodes: 2 }]);
  });

  it("measures waiting from creation to binding", () => {
    const simulation = tinySimulation(PODS);
    simulation.run();
    const { waiting, workloads } = buildReport(simulation, { end: "horizon", host: TINY_HOST, inputs: [] });
    const waits = simulation.state.pods.filter(({ boundUs }) => boundUs >= 0).map(({ boundUs, createdUs }) => boundUs - createdUs);
    expect(waiting.maxUs).toBe(Math.max(...waits));
    expect(waiting.pods).toBe(3);
    // The third pod finds no room until the first has ended.
    expect(waiting.maxUs).toBeGreaterThan(10e6);
    expect(waiting.longestPendingUs).toBe(80e6);
    expect(workloads.map(({ name, pods, placed }) => [name, pods, placed])).toEqual([
      ["web", 2, 2],
      ["batch", 1, 1],
      ["huge", 1, 0],
    ]);
  });

  it("weighs use with time, over allocatable and over hardware", () => {
    const simulation = tinySimulation(PODS);
    simulation.run();
    const { cluster, pools } = buildReport(simulation, { end: "horizon", host: TINY_HOST, inputs: [] });
    const cores = [3, 3, 2, 5];
    const coreUs = simulation.state.pods.reduce((sum, pod) => {
      const until = pod.finishedUs < 0 ? 100e6 : pod.finishedUs;
      return pod.boundUs < 0 ? sum : sum + cores[pod.id]! * (until - pod.boundUs);
    }, 0);
    const cpu = cluster.resources.find(({ resource }) => resource === "cpu")!;
    expect(cpu).toMatchObject({ unit: "cores", requested: 3, allocatable: 8, hardware: 4 });
    expect(cpu.overAllocatable.mean).toBeCloseTo(coreUs / (8 * 100e6), 10);
    expect(cpu.overHardware.mean).toBeCloseTo(coreUs / (4 * 100e6), 10);
    expect(cpu.overAllocatable.peak).toBe(6 / 8);
    expect(cpu.overHardware.peak).toBe(6 / 4);
    expect(pools.map(({ name, nodes }) => [name, nodes])).toEqual([
      ["left", 1],
      ["right", 1],
    ]);
    expect(pools.reduce((sum, { boundPods }) => sum + boundPods, 0)).toBe(1);
  });

  it("follows nodes that join, grow and go", () => {
    const { cluster, pools, timeline } = reportOf([], {
      timeline: [
        { atUs: 10e6, label: "c joins", change: { kind: "addNode", node: tinyNode("c", "late", 8) } },
        {
          atUs: 20e6,
          label: "a is resized",
          change: {
            kind: "updateNode",
            nodeName: "a",
            update: (node) => ({ ...node, status: { ...node.status, allocatable: { ...node.status?.allocatable, cpu: "2" } } }),
          },
        },
        { atUs: 30e6, label: "b goes", change: { kind: "removeNode", nodeName: "b" } },
        { atUs: 40e6, label: "b goes again", change: { kind: "removeNode", nodeName: "b" } },
      ],
    });
    expect(cluster.nodes).toBe(2);
    expect(cluster.resources[0]).toMatchObject({ resource: "cpu", allocatable: 10, hardware: 6 });
    expect(pools.map(({ name, nodes }) => [name, nodes])).toEqual([
      ["left", 1],
      ["right", 0],
      ["late", 1],
    ]);
    expect(timeline.refused).toEqual([{ atUs: 40e6, label: "b goes again", reason: 'nodes "b" not found' }]);
  });

  it("ends a run that came to rest with its last change", () => {
    const simulation = tinySimulation([PODS[0]!]);
    simulation.run();
    const { time, end } = buildReport(simulation, { end: "at-rest", host: TINY_HOST, inputs: [] });
    expect(end).toBe("complete");
    expect(time.simulatedUs).toBe(simulation.state.pods[0]!.finishedUs);
  });
});
