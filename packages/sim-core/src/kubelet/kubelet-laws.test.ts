/** What holds in every world, after every event. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantityMilliValue, quantityValue } from "../model/index.ts";
import { FACT_NAMES, FactKind, factPayload, HistoryInvariants, type PodRecord, violations } from "../store/index.ts";
import { ClusterFixture, container, GIB, MIB, S, steady } from "./kubelets-fixture.ts";
import { milliCpuToShares } from "./cpu-shares.ts";
import { kubeletCpuWeight } from "./cpu-weight.ts";
import { buildNodeWorld, nodeWorld } from "./node-worlds-fixture.ts";

const EXPLAINED: readonly FactKind[] = [
  FactKind.ContainerExited,
  FactKind.ProbeFailed,
  FactKind.PodFailed,
  FactKind.NodeStopped,
  FactKind.NodeFaulted,
];

/** What the kubelet admits: pods that it refuses fail before anything of them runs. */
function requestOf({ source: { spec }, phase, startedUs }: PodRecord): { milliCpu: number; memory: number } {
  if (phase === "Pending" && startedUs < 0) return { milliCpu: 0, memory: 0 };
  const requests = spec.containers.map(({ resources }) => resources?.requests ?? {});
  return {
    milliCpu: requests.reduce((sum, { cpu }) => sum + quantityMilliValue(cpu ?? 0), 0),
    memory: requests.reduce((sum, { memory }) => sum + quantityValue(memory ?? 0), 0),
  };
}

function step(world: ClusterFixture, untilUs: number, after: () => void): void {
  for (let budget = 100_000; !world.engine.advance(untilUs, 1).done; budget--) {
    if (budget < 0) throw new Error(`still at ${world.engine.nowUs}`);
    after();
  }
}

describe("in every world", () => {
  it("the state is possible after every event, what happened has a cause, and nothing is left of what is deleted", () => {
    fc.assert(
      fc.property(nodeWorld, (input) => {
        const world = buildNodeWorld(input, true);
        const { store } = world;
        const history = new HistoryInvariants();
        let facts = 0;
        step(world, 1100 * S, () => {
          if (store.log.length === facts) return;
          facts = store.log.length;
          expect([...violations(store.state, requestOf), ...history.violations(store.state)]).toEqual([]);
        });
        for (let at = 0; at < store.log.length; at++) {
          const kind = store.log.kind[at] as FactKind;
          if (!EXPLAINED.includes(kind)) continue;
          const because = factPayload<{ readonly because?: { readonly by: string } }>(store.log, store.log.detail[at]!)?.because;
          expect([FACT_NAMES[kind], because?.by ?? "nobody"]).not.toContain("nobody");
        }
        world.act({ kind: "recover" });
        for (const { id, removed, source } of store.state.pods) if (!removed && source.workload !== "agent") store.deletePod(id);
        world.run(2000);
        // What a static pod holds may starve the kubelet for good.
        if (input.staticPod && store.state.nodes[0]!.outage !== undefined) return;
        const left = store.state.pods.filter(({ removed, nodeId, source }) => !removed && nodeId === 0 && source.workload !== "agent");
        expect(left.map(({ key }) => key)).toEqual([]);
        // All of the room is there again.
        const all = { requests: { cpu: "2", memory: "2Gi" } };
        if (input.staticPod) return;
        const pod = world.pod("all", { priority: 2_000_000_000, containers: [container("main", { resources: all })] });
        world.run(2010);
        expect([pod.phase, pod.reason]).toEqual(["Running", ""]);
      }),
      { numRuns: 60 },
    );
  });

  it("the memory of a node is that of its pods and its system", () => {
    fc.assert(
      fc.property(nodeWorld, (input) => {
        const world = buildNodeWorld(input, true);
        let next = 0;
        step(world, 900 * S, () => {
          if (world.engine.nowUs < next) return;
          next = world.engine.nowUs + 5 * S;
          const { pods, nodes } = world.store.state;
          for (const node of [0, 1]) {
            const ofPods = pods
              .filter(({ nodeId }) => nodeId === node)
              .reduce((sum, { id }) => sum + world.kubelets.podUse(id).memoryBytes, 0);
            if (nodes[node]!.removed) continue;
            const isOff = nodes[node]!.outage?.what === "machine";
            const { memoryBytes } = world.kubelets.nodeUse(node);
            expect(Math.abs(memoryBytes - ofPods - (isOff ? 0 : 300 * MIB))).toBeLessThan(1);
          }
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe("the CPUs of a node", () => {
  const pod = fc.record({ tenths: fc.integer({ min: 0, max: 40 }), milliCpu: fc.constantFrom(100, 250, 500, 1000, 2000) });

  it("are given out to the last, never more, and max-min fair by the weights of the pods' requests", () => {
    fc.assert(
      fc.property(fc.array(pod, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 6 }), (pods, cores) => {
        const world = new ClusterFixture({ cores, memoryBytes: 64 * GIB });
        pods.forEach(({ tenths }, i) => world.rule(`p${i}`, { cpu: steady(tenths / 10) }));
        world.start().changeNode(0, { allocatable: { cpu: "100" } });
        const records = pods.map(({ milliCpu }, i) =>
          world.pod(`p${i}`, { containers: [container("main", { resources: { requests: { cpu: `${milliCpu}m` } } })] }),
        );
        const used = (): number[] => records.map(({ id }) => world.kubelets.podUse(id).cpuUs);
        world.run(10);
        const before = used();
        world.run(20);
        const rates = used().map((us, i) => (us - before[i]!) / (10 * S));
        const demand = pods.reduce((sum, { tenths }) => sum + tenths / 10, 0);
        expect(rates.reduce((sum, rate) => sum + rate, 0)).toBeCloseTo(Math.min(cores, demand), 5);
        const shares = rates.map((rate, i) => rate / kubeletCpuWeight(milliCpuToShares(pods[i]!.milliCpu)));
        rates.forEach((rate, i) => {
          const wanted = pods[i]!.tenths / 10;
          expect(rate).toBeLessThan(wanted + 1e-6);
          // Whoever does not get all that it wants has at least the share of every other.
          if (rate < wanted - 1e-6) for (const share of shares) expect(share).toBeLessThan(shares[i]! + 1e-6);
        });
      }),
      { numRuns: 100 },
    );
  });
});
