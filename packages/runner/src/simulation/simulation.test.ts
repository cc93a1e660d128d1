import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Node, PodSpec } from "@orrery/sim-core/model";
import { FactKind, factPayload, stateDigest, violations } from "@orrery/sim-core/store";
import type { ApiObject, PodDeletion, PodSource } from "@orrery/sim-core/store";
import { defaultConfiguration, kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { Simulation } from "./simulation.ts";
import { DEFAULT_TIMINGS } from "./simulation-input.ts";
import type { SimulationInput, TimedChange } from "./simulation-input.ts";

const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
const S = 1_000_000;

function node(name: string, cpu = "4", more: Partial<Node["spec"]> = {}): Node {
  const resources = { cpu, memory: "16Gi", pods: "10" };
  const labels = { "kubernetes.io/hostname": name, "topology.kubernetes.io/zone": "a" };
  return { metadata: { name, labels }, spec: { ...more }, status: { capacity: resources, allocatable: resources } };
}

function source(cpu: string, more: Partial<PodSpec> = {}): PodSource {
  return {
    metadata: { namespace: "default", labels: { app: "a" } },
    spec: { containers: [{ name: "c", resources: { requests: { cpu, memory: "1Gi" } } }], schedulerName: "default-scheduler", ...more },
    workload: "w",
  };
}

interface Row {
  readonly name: string;
  readonly atS: number;
  readonly source: PodSource;
  readonly forS?: number;
}

function input(nodes: Node[], rows: Row[], more: Partial<SimulationInput> = {}): SimulationInput {
  const sources = [...new Set(rows.map((row) => row.source))];
  return {
    name: "test",
    seed: "1",
    horizonUs: Infinity,
    timings: DEFAULT_TIMINGS,
    scheduler: defaultConfiguration(registry),
    tieBreak: "heap",
    nodes: nodes.map((n) => ({ node: n, pool: "p", hardware: { milliCpu: 4000, memoryBytes: 2 ** 34, gpus: 0 } })),
    objects: [],
    boundPods: [],
    timeline: [],
    explain: [],
    notModelled: [],
    arrivals: [
      {
        sources,
        arrivalUs: Float64Array.from(rows, (row) => Math.round(row.atS * S)),
        source: Int32Array.from(rows, (row) => sources.indexOf(row.source)),
        durationUs: Float64Array.from(rows, (row) => (row.forS === undefined ? Infinity : row.forS * S)),
        keyOf: (i) => `default/${rows[i]!.name}`,
      },
    ],
    ...more,
  };
}

function pod(simulation: Simulation, name: string) {
  const found = simulation.state.pods.find((p) => p.key === `default/${name}`);
  if (found === undefined) throw new Error(`no pod ${name}`);
  return found;
}

/** A busy little cluster in which pods queue, pre-empt, fail and end. */
function busy(): SimulationInput {
  const kinds = [source("1"), source("2500m"), source("2", { priority: 100 }), source("9")];
  const rows = Array.from({ length: 60 }, (_, i) => ({
    name: `p${i}`,
    atS: i * 0.7,
    source: kinds[(i * 7) % kinds.length]!,
    forS: 5 + ((i * 13) % 20),
  }));
  const timeline: TimedChange[] = [
    {
      atUs: 10 * S,
      label: "cordon n1",
      change: { kind: "updateNode", nodeName: "n1", update: (n) => ({ ...n, spec: { ...n.spec, unschedulable: true } }) },
    },
    { atUs: 20 * S, label: "uncordon n1", change: { kind: "updateNode", nodeName: "n1", update: (n) => ({ ...n, spec: {} }) } },
    { atUs: 25 * S, label: "lose n2", change: { kind: "removeNode", nodeName: "n2" } },
    { atUs: 30 * S, label: "delete", change: { kind: "deletePod", key: "default/p40" } },
  ];
  return input([node("n1"), node("n2"), node("n3", "10")], rows, { timeline, horizonUs: 120 * S });
}

describe("simulation", () => {
  it("has one history, however it is sliced", () => {
    const histories = [1, 7, 4096, Infinity].map((slice) => {
      const simulation = new Simulation(busy(), registry);
      while (!simulation.advance(slice).done);
      return [simulation.digest, stateDigest(simulation.state), simulation.progress.events];
    });
    for (const history of histories) expect(history).toEqual(histories[0]);
  });

  it("keeps its invariants after every event", () => {
    const simulation = new Simulation(busy(), registry);
    const requestOf = (p: { source: PodSource }) => ({
      milliCpu: { "1": 1000, "2500m": 2500, "2": 2000, "9": 9000 }[String(p.source.spec.containers[0]!.resources!.requests!["cpu"])]!,
      memory: 2 ** 30,
    });
    while (!simulation.advance(1).done) expect(violations(simulation.state, requestOf)).toEqual([]);
    expect(simulation.scheduler.attempts.length).toBeGreaterThan(60);
    expect(simulation.state.pods.filter((p) => p.phase === "Succeeded").length).toBeGreaterThan(20);
  });

  it("shows the past exactly as it was", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 * S }), (atUs) => {
        const forwards = new Simulation(busy(), registry);
        forwards.advanceTo(atUs);
        const whole = new Simulation(busy(), registry);
        whole.run();
        expect(stateDigest(whole.stateAt(atUs))).toBe(stateDigest(forwards.state));
      }),
      { numRuns: 12 },
    );
  });

  it("says in Kubernetes' words why a pod waits, and schedules it when a node joins", () => {
    const timeline: TimedChange[] = [
      {
        atUs: 60 * S,
        label: "grow",
        change: {
          kind: "addNode",
          node: { node: node("big", "16"), pool: "", hardware: { milliCpu: 16000, memoryBytes: 2 ** 34, gpus: 0 } },
        },
      },
    ];
    const simulation = new Simulation(
      input([node("n1"), node("n2")], [{ name: "huge", atS: 1, source: source("8") }], { timeline }),
      registry,
    );
    simulation.advanceTo(50 * S);
    const { attempts } = simulation.scheduler;
    expect(attempts.message(0)).toBe(
      "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
    );
    expect(attempts.refusals(0)).toEqual([
      { plugin: "NodeResourcesFit", code: "UnschedulableAndUnresolvable", reason: "Insufficient cpu", nodes: 2 },
    ]);
    expect(attempts.length).toBe(1);
    simulation.run();
    expect(pod(simulation, "huge").phase).toBe("Running");
    expect(pod(simulation, "huge").boundUs).toBeLessThan(61 * S);
  });

  it("pre-empts the less important pod, whose node the other then gets", () => {
    const rows = [
      { name: "low", atS: 0, source: source("3", { priority: 1 }) },
      { name: "high", atS: 10, source: source("3", { priority: 9 }) },
    ];
    const simulation = new Simulation(input([node("n1")], rows), registry);
    simulation.run();
    expect(pod(simulation, "low").removed).toBe(true);
    expect(pod(simulation, "high").phase).toBe("Running");
    // One attempt to nominate; the node is free once the victim has stopped, one second later.
    expect(pod(simulation, "high").boundUs - 10 * S).toBeLessThan(2 * S);
    expect(pod(simulation, "high").boundUs - 10 * S).toBeGreaterThan(1 * S);
  });

  it("does not pre-empt with preemptionPolicy Never", () => {
    const rows = [
      { name: "low", atS: 0, source: source("3") },
      { name: "high", atS: 10, source: source("3", { priority: 9, preemptionPolicy: "Never" }) },
    ];
    const simulation = new Simulation(input([node("n1")], rows, { horizonUs: 100 * S }), registry);
    simulation.run();
    expect(pod(simulation, "low").phase).toBe("Running");
    expect(pod(simulation, "high").nodeId).toBe(-1);
    expect(simulation.scheduler.attempts.message(1)).toContain("preemption: not eligible due to preemptionPolicy=Never.");
  });

  it("holds a gated pod back until its gates are gone", () => {
    const gated = source("1", { schedulingGates: [{ name: "example.com/wait" }] });
    const timeline: TimedChange[] = [
      {
        atUs: 30 * S,
        label: "open",
        change: { kind: "updatePod", key: "default/g", update: (s) => ({ ...s, spec: { ...s.spec, schedulingGates: [] } }) },
      },
    ];
    const simulation = new Simulation(input([node("n1")], [{ name: "g", atS: 0, source: gated }], { timeline }), registry);
    simulation.advanceTo(29 * S);
    expect(simulation.scheduler.attempts.length).toBe(0);
    simulation.run();
    expect(pod(simulation, "g").boundUs).toBeGreaterThan(30 * S);
    expect(pod(simulation, "g").boundUs).toBeLessThan(31 * S);
  });

  it("binds the claim of a pod whose class waits for its first consumer", () => {
    const objects: ApiObject[] = [
      { kind: "StorageClass", metadata: { name: "local" }, provisioner: "csi.example.com", volumeBindingMode: "WaitForFirstConsumer" },
      {
        kind: "PersistentVolumeClaim",
        metadata: { name: "data", namespace: "default" },
        spec: { storageClassName: "local", accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ];
    const withClaim = source("1", { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] });
    const simulation = new Simulation(input([node("n1")], [{ name: "db", atS: 1, source: withClaim }], { objects }), registry);
    simulation.run();
    expect(pod(simulation, "db").phase).toBe("Running");
    const claim = simulation.state.objects.get("PersistentVolumeClaim/default/data") as { spec?: { volumeName?: string } } | undefined;
    expect(claim?.spec?.volumeName).toBeTruthy();
  });

  it("reports a change that the cluster refuses", () => {
    const timeline: TimedChange[] = [{ atUs: S, label: "drop", change: { kind: "removeNode", nodeName: "nowhere" } }];
    const simulation = new Simulation(input([node("n1")], [], { timeline }), registry);
    simulation.run();
    expect(simulation.refusedChanges).toEqual([{ atUs: S, label: "drop", reason: 'nodes "nowhere" not found' }]);
  });

  it("has the same history when every look of the control loops at the nodes is simulated", () => {
    const [elided, ticked] = [true, false].map((elide) => {
      const simulation = new Simulation({ ...busy(), elide }, registry);
      simulation.run();
      return { simulation, digest: simulation.digest, events: simulation.progress.events };
    });
    expect(ticked!.digest).toBe(elided!.digest);
    expect(ticked!.events).toBeGreaterThan(elided!.events + 1000);
    expect(stateDigest(ticked!.simulation.state)).toBe(stateDigest(elided!.simulation.state));
  });

  it("says of each deletion who asked for it and why", () => {
    const given = busy();
    const removal: TimedChange = { atUs: 36 * S, label: "delete", change: { kind: "deletePod", key: "default/p50" } };
    const simulation = new Simulation({ ...given, timeline: [...given.timeline, removal] }, registry);
    simulation.run();
    const { log } = simulation.store;
    const causes = new Map<string, number>();
    for (let fact = 0; fact < log.length; fact++) {
      if (log.kind[fact] !== FactKind.PodDeletionRequested) continue;
      const because = factPayload<PodDeletion>(log, log.detail[fact]!)!.because!;
      causes.set(`${because.by} ${because.reason}`, (causes.get(`${because.by} ${because.reason}`) ?? 0) + 1);
    }
    expect([...causes.keys()].toSorted()).toEqual([
      "pod-garbage-collector DeletionByPodGC",
      "scheduler PreemptionByScheduler",
      "user Deleted",
    ]);
  });

  it("evicts the pods of a tainted node, unless the input says that the loops of nodes do not run, as in a snapshot", () => {
    const tainted = node("n1", "4", { taints: [{ key: "maintenance", effect: "NoExecute" }] });
    const bound = { key: "default/p", source: source("1"), nodeName: "n1", durationUs: Infinity, startedBeforeUs: 0, terminating: false };
    const boundPods = [{ ...bound, phase: "Running" as const }];
    const [runs, rests] = [{}, false as const].map((nodeControllers) => {
      const simulation = new Simulation(input([tainted], [], { boundPods, nodeControllers, horizonUs: 100 * S }), registry);
      simulation.run();
      return simulation;
    });
    expect(pod(runs!, "p").removed).toBe(true);
    expect(pod(rests!, "p")).toMatchObject({ removed: false, phase: "Running", deletionRequestedUs: -1 });
  });
});
