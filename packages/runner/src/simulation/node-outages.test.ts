/** Kubelets, control loops and scheduler together while nodes fail: what follows, and one history with and without idle looks. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeploymentObject } from "@orrery/sim-core/controllers";
import type { NodeAction } from "@orrery/sim-core/kubelet";
import { FactKind, factPayload, stateDigest, type PodDeletion } from "@orrery/sim-core/store";
import { tinyNode, tinySimulation } from "../testing/index.ts";
import type { Simulation } from "./simulation.ts";
import type { SimulationInput, TimedChange } from "./simulation-input.ts";

const SECOND_US = 1_000_000;
const ZONES = ["a", "a", "a", "b", "b", "b"];

function deployment(replicas: number): DeploymentObject {
  const labels = { app: "web" };
  const containers = [{ name: "c", image: "v1", resources: { requests: { cpu: "500m", memory: "256Mi" } } }];
  return {
    kind: "Deployment",
    metadata: { name: "web", namespace: "default", uid: "web", generation: 1 },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}

function cluster(replicas: number, timeline: TimedChange[], more: Partial<SimulationInput> = {}): Simulation {
  const nodes = ZONES.map((zone, i) => {
    const input = tinyNode(`n${i}`, zone, 4);
    const labels = { ...input.node.metadata.labels, "topology.kubernetes.io/zone": zone };
    return { ...input, node: { ...input.node, metadata: { ...input.node.metadata, labels } } };
  });
  const objects = [deployment(replicas)];
  return tinySimulation([], { nodes, objects, controllers: true, horizonUs: 900 * SECOND_US, ...more, timeline });
}

function act(atS: number, nodeName: string, action: NodeAction): TimedChange {
  return { atUs: Math.round(atS * SECOND_US), label: action.kind, change: { kind: "actOnNode", nodeName, action } };
}

function ready({ state }: Simulation): number {
  return state.pods.filter(
    (pod) => pod.ready && !pod.removed && pod.deletionRequestedUs < 0 && state.nodes[pod.nodeId]?.outage === undefined,
  ).length;
}

describe("a node that crashes", () => {
  const simulation = cluster(8, [act(100, "n0", { kind: "crash", downUs: Infinity })]);
  simulation.advanceTo(99 * SECOND_US);
  const lost = simulation.state.pods.filter(({ nodeId }) => nodeId === 0).map(({ id }) => id);

  it("is found out, and its pods are replaced elsewhere five minutes later", () => {
    expect(lost.length).toBeGreaterThan(0);
    simulation.advanceTo(440 * SECOND_US);
    expect(ready(simulation)).toBe(8 - lost.length);
    simulation.advanceTo(900 * SECOND_US);
    expect(ready(simulation)).toBe(8);
    const taints = simulation.state.nodes[0]!.node.spec?.taints?.map(({ key, effect }) => `${key}:${effect}`);
    expect(taints).toEqual(["node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"]);
  });

  it("leaves in the facts why each of its pods went", () => {
    const { log } = simulation.store;
    const causes = lost.map((id) => {
      const facts = Array.from({ length: log.length }, (_, fact) => fact);
      const deletion = facts.find((fact) => log.kind[fact] === FactKind.PodDeletionRequested && log.subject[fact] === id)!;
      return factPayload<PodDeletion>(log, log.detail[deletion]!)?.because?.reason;
    });
    expect(new Set(causes)).toEqual(new Set(["DeletionByTaintManager"]));
  });
});

it("a node that is back in time keeps its pods", () => {
  const simulation = cluster(8, [act(100, "n0", { kind: "stopKubelet", forUs: 120 * SECOND_US })]);
  simulation.run();
  expect(ready(simulation)).toBe(8);
  expect(simulation.state.pods.length).toBe(8);
  expect(simulation.state.nodes[0]!.node.spec?.taints ?? []).toEqual([]);
});

describe("any outages", () => {
  const forUs = fc.integer({ min: 1, max: 400 }).map((seconds) => seconds * SECOND_US);
  const action: fc.Arbitrary<NodeAction> = fc.oneof(
    fc.record({ kind: fc.constant("crash" as const), downUs: fc.oneof(forUs, fc.constant(Infinity)) }),
    fc.record({ kind: fc.constant("reboot" as const), downUs: forUs }),
    fc.record({ kind: fc.constant("stopKubelet" as const), forUs }),
    fc.record({ kind: fc.constant("hangRuntime" as const), forUs }),
    fc.constant({ kind: "recover" as const }),
  );
  const outage = fc.record({ atS: fc.nat(5000).map((tenths) => tenths / 10), node: fc.nat(5), action });

  it("have one history with every look, probe and lease simulated and with those that find nothing left out", () => {
    fc.assert(
      fc.property(fc.array(outage, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 12 }), (outages, replicas) => {
        const timeline = outages.map(({ atS, node, action: each }) => act(atS, `n${node}`, each)).toSorted((a, b) => a.atUs - b.atUs);
        const [elided, ticked] = [true, false].map((elide) => {
          const simulation = cluster(replicas, timeline, { elide });
          simulation.run();
          return simulation;
        });
        expect(ticked!.digest).toBe(elided!.digest);
        expect(stateDigest(ticked!.state)).toBe(stateDigest(elided!.state));
        expect(ticked!.progress.events).toBeGreaterThan(elided!.progress.events * 4);
      }),
      { numRuns: 15 },
    );
  });
});
