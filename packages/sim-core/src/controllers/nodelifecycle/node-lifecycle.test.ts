/** What the loops of nodes do together when nodes fall silent, and that leaving out what finds nothing changes nothing. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FACT_NAMES, FactKind, factPayload, type PodDeletion } from "../../store/index.ts";
import type { NodeControllerSettings } from "../controller-manager.ts";
import { DEFAULT_EVICTION_RATES } from "./eviction-rates.ts";
import { DEFAULT_NODE_GRACE } from "./node-health.ts";
import { SilentNodes } from "./node-lifecycle-fixture.ts";
import { withTaints } from "./node-objects.ts";

const FIVE_MINUTES = [
  { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
  { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
];

/** Ten nodes in two zones, two pods on each. */
function tenNodes(settings: NodeControllerSettings = {}, elide = true): SilentNodes {
  const world = new SilentNodes(settings, elide);
  for (let i = 0; i < 10; i++) world.addNode(`n${i}`, i < 5 ? "a" : "b");
  for (let i = 0; i < 20; i++) world.addPod(`p${i}`, i % 10, i < 10 ? FIVE_MINUTES : []);
  return world;
}

function deletionOf({ store: { log } }: SilentNodes, pod: number) {
  for (let fact = 0; fact < log.length; fact++) {
    if (log.kind[fact] !== FactKind.PodDeletionRequested || log.subject[fact] !== pod) continue;
    return { atS: log.timeUs[fact]! / 1e6, because: factPayload<PodDeletion>(log, log.detail[fact]!)?.because?.reason };
  }
  return undefined;
}

describe("a node that falls silent", () => {
  const world = tenNodes();
  world.at(12, () => world.stop(3));
  world.at(500, () => world.start(3));
  world.run(490);

  it("is unknown once the grace period since its last lease is over, then tainted, its pods not ready", () => {
    expect(world.eventsOf(3)).toEqual(["65 Ready=Unknown", "65.005 +unreachable:NoSchedule", "65.1 +unreachable:NoExecute"]);
    expect(world.store.state.pods[3]!.ready).toBe(false);
    expect(world.store.state.pods[4]!.ready).toBe(true);
  });

  it("loses its pods when their tolerations end; nobody confirms, so they stay", () => {
    expect(deletionOf(world, 13)).toEqual({ atS: 65.105, because: "DeletionByTaintManager" });
    expect(deletionOf(world, 3)).toEqual({ atS: 365.105, because: "DeletionByTaintManager" });
    expect(world.store.state.pods[3]!.removed).toBe(false);
    expect(deletionOf(world, 4)).toBeUndefined();
  });

  it("is used again at once when it returns", () => {
    world.run(600);
    expect(world.eventsOf(3).slice(3)).toEqual(["500 Ready=True", "500.005 -unreachable:NoSchedule", "505 -unreachable:NoExecute"]);
    expect(world.engine.pending).toBe(0);
  });
});

describe("evictions", () => {
  it("take the nodes of a zone one every ten seconds", () => {
    const world = tenNodes();
    world.at(12, () => [0, 1].forEach((id) => world.stop(id)));
    world.run(120);
    expect([0, 1].map((id) => world.eventsOf(id).at(-1))).toEqual(["65.1 +unreachable:NoExecute", "75.1 +unreachable:NoExecute"]);
  });

  it("end when every zone is down, and begin anew when one node is back", () => {
    const world = tenNodes();
    world.at(12, () => [0, 1, 2, 3, 4].forEach((id) => world.stop(id)));
    world.at(42, () => [5, 6, 7, 8, 9].forEach((id) => world.stop(id)));
    world.at(150, () => world.start(9));
    world.run(149);
    for (let id = 0; id < 10; id++)
      expect(world.store.state.nodes[id]!.node.spec?.taints?.map(({ effect }) => effect)).toEqual(["NoSchedule"]);
    world.run(300);
    expect(world.eventsOf(0).at(-1)).toBe("165 +unreachable:NoExecute");
    expect(world.eventsOf(9).at(-1)).toBe("150.005 -unreachable:NoSchedule");
  });

  it("are called off when the taint goes in time", () => {
    const world = tenNodes();
    world.at(12, () => world.stop(3));
    world.at(100, () => world.start(3));
    world.run(700);
    expect(deletionOf(world, 13)).toBeDefined();
    expect(deletionOf(world, 3)).toBeUndefined();
  });
});

describe("pod garbage collection", () => {
  it("fails and removes the pods of a node that is gone, after the quarantine", () => {
    const world = tenNodes();
    world.at(5, () => void world.store.removeNode("n2"));
    world.run(59);
    expect(world.store.state.pods[2]!.removed).toBe(false);
    world.run(61);
    expect(world.store.state.pods[2]).toMatchObject({ removed: true, phase: "Failed", finishedUs: 60e6 });
    expect(deletionOf(world, 12)).toEqual({ atS: 60, because: "DeletionByPodGC" });
    expect(world.engine.pending).toBe(0);
  });

  it("frees terminating pods of a node that is out of service, even when their grace period is over", () => {
    const world = tenNodes();
    world.at(12, () => world.stop(3));
    const taint = { key: "node.kubernetes.io/out-of-service", effect: "NoExecute" };
    world.at(130, () => void world.store.updateNode(withTaints(world.store.state.nodes[3]!.node, [taint], [])));
    world.run(141);
    expect(world.store.state.pods[3]!.removed).toBe(true);
    expect(world.store.state.pods[13]!.removed).toBe(true);
  });

  it("keeps as many finished pods as the threshold allows, the youngest", () => {
    const world = tenNodes({ podGc: { terminatedPodThreshold: 2, phaseUs: 0 } });
    world.at(1, () => [4, 1, 7, 2].forEach((id) => world.store.finishPod(id, true)));
    world.run(30);
    expect([1, 2, 4, 7].map((id) => world.store.state.pods[id]!.removed)).toEqual([true, true, false, false]);
    expect(world.engine.pending).toBe(0);
  });
});

const NOTHING_HAPPENS_S = 1000;

it("makes no event while nothing is to be found", () => {
  const world = tenNodes();
  world.run(NOTHING_HAPPENS_S);
  // The deliveries of the first facts, and one pass that sees the nodes for the first time.
  expect(world.engine.events).toBeLessThan(5);
});

it("refuses a grace period in which a healthy kubelet need not be heard", () => {
  const grace = { ...DEFAULT_NODE_GRACE, gracePeriodUs: 12e6 };
  expect(() => new SilentNodes({ lifecycle: { grace, rates: DEFAULT_EVICTION_RATES } })).toThrow(/accepted: 15000000 us or more/);
});

describe("leaving out the looks that find nothing", () => {
  const settings = fc.record({
    lifecycle: fc.record({
      grace: fc.record({
        monitorPeriodUs: fc.constantFrom(2e6, 5e6, 7_300_000),
        gracePeriodUs: fc.constantFrom(20e6, 30e6, 50e6),
        startupGracePeriodUs: fc.constant(60e6),
      }),
      rates: fc.record({
        normalPerSecond: fc.constantFrom(0.1, 0.3, 2, 25),
        secondaryPerSecond: fc.constantFrom(0.01, 0.07),
        largeZoneNodes: fc.constantFrom(2, 50),
        unhealthyZoneThreshold: fc.constantFrom(0.3, 0.55),
      }),
    }),
    podGc: fc.record({ terminatedPodThreshold: fc.constantFrom(0, 1, 12_500), phaseUs: fc.constantFrom(0, 10e6, 12_345_678) }),
  });
  // Whole seconds meet the grids, others do not.
  const atS = fc.oneof(
    fc.nat(200),
    fc.nat(2000).map((tenths) => tenths / 10),
    fc.nat(200_000).map((ms) => ms / 1000),
  );
  const step = fc.tuple(
    atS,
    fc.nat(9),
    fc.constantFrom("stop", "start", "not ready", "ready", "remove", "taint", "untaint", "finish", "pod", "cordon"),
  );

  function act(world: SilentNodes, node: number, what: string, number: number): void {
    const { store } = world;
    const { node: live, removed } = store.state.nodes[node]!;
    if (removed) return;
    const taint = { key: "maintenance", effect: "NoExecute" };
    if (what === "stop") world.stop(node);
    else if (what === "start") world.start(node);
    else if (what === "not ready" || what === "ready") world.report(node, what === "ready" ? "True" : "False");
    else if (what === "remove") void store.removeNode(live.metadata.name);
    else if (what === "taint" || what === "untaint") {
      const changed = what === "taint" ? withTaints(live, [taint], []) : withTaints(live, [], [taint]);
      if (changed !== live) store.updateNode(changed);
    } else if (what === "cordon") store.updateNode({ ...live, spec: { ...live.spec, unschedulable: true } });
    else if (what === "pod")
      world.addPod(`late${number}`, node, number % 2 === 0 ? FIVE_MINUTES : [{ operator: "Exists", tolerationSeconds: 20 }]);
    else {
      const pod = store.state.pods.find(({ nodeId, removed: gone, phase }) => nodeId === node && !gone && phase === "Running");
      if (pod !== undefined) store.finishPod(pod.id, true);
    }
  }

  function history(flags: NodeControllerSettings, steps: readonly (readonly [number, number, string])[], elide: boolean) {
    const world = tenNodes(flags, elide);
    steps.forEach(([seconds, node, what], i) => world.at(seconds, () => act(world, node, what, i)));
    world.run(420);
    const { log } = world.store;
    const facts = Array.from(
      { length: log.length },
      (_, i) => `${log.timeUs[i]} ${FACT_NAMES[log.kind[i]!]} ${log.subject[i]} ${log.detail[i]}`,
    );
    return { facts, digest: world.engine.digest, events: world.engine.events };
  }

  it("leaves the history as it is: the same facts in the same order at the same times, and one digest", () => {
    fc.assert(
      fc.property(settings, fc.array(step, { minLength: 1, maxLength: 25 }), (flags, steps) => {
        const elided = history(flags, steps, true);
        const ticked = history(flags, steps, false);
        expect(elided.facts).toEqual(ticked.facts);
        expect(elided.digest).toBe(ticked.digest);
        expect(elided.events).toBeLessThan(ticked.events / 10);
      }),
      { numRuns: 60 },
    );
  });
});
