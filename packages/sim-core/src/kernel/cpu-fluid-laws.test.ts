import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CpuFluid } from "./cpu-fluid.ts";
import { type CpuQuota, ROOT_GROUP } from "./cgroup-tree.ts";

interface Leaf {
  weight: number;
  quota: CpuQuota | undefined;
}

interface Machine {
  cpus: number;
  pods: { weight: number; quota: CpuQuota | undefined; containers: Leaf[] }[];
  changes: { afterUs: number; pick: number; threads: number }[];
}

const quota = fc.option(
  fc.record({ quotaUs: fc.integer({ min: 1000, max: 300_000 }), periodUs: fc.constantFrom(100_000, 100_000, 50_000, 20_000) }),
  { nil: undefined },
);
const container: fc.Arbitrary<Leaf> = fc.record({ weight: fc.integer({ min: 1, max: 500 }), quota });
const machine: fc.Arbitrary<Machine> = fc.record({
  cpus: fc.constantFrom(1, 2, 2.5, 8),
  pods: fc.array(
    fc.record({ weight: fc.integer({ min: 1, max: 500 }), quota, containers: fc.array(container, { minLength: 1, maxLength: 3 }) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  changes: fc.array(
    fc.record({ afterUs: fc.integer({ min: 0, max: 450_000 }), pick: fc.nat(), threads: fc.constantFrom(0, 0.3, 1, 2, 5) }),
    { minLength: 1, maxLength: 10 },
  ),
});

interface Running {
  fluid: CpuFluid;
  pods: number[];
  leaves: number[];
  quotas: Map<number, CpuQuota>;
}

function start({ cpus, pods }: Machine): Running {
  const fluid = new CpuFluid(cpus);
  const running: Running = { fluid, pods: [], leaves: [], quotas: new Map() };
  const add = (parent: number, { weight, quota }: Leaf) => {
    const group = fluid.addGroup(parent, { weight, ...(quota === undefined ? {} : { quota }) });
    if (quota !== undefined) running.quotas.set(group, quota);
    return group;
  };
  for (const pod of pods) {
    const group = add(ROOT_GROUP, pod);
    running.pods.push(group);
    for (const each of pod.containers) running.leaves.push(add(group, each));
  }
  return running;
}

/** Runs the changes; `between` is called before each with the instant up to which nothing changes. */
function play(plan: Machine, between: (running: Running, untilUs: number) => void): Running {
  const running = start(plan);
  for (const { afterUs, pick, threads } of [...plan.changes, { afterUs: 1_000_000, pick: 0, threads: 0 }]) {
    between(running, running.fluid.nowUs + afterUs);
    running.fluid.setDemand(running.leaves[pick % running.leaves.length]!, threads);
  }
  return running;
}

/** The pod of a leaf. */
function podOf({ pods }: Machine, leaf: number): number {
  const fluid = start({ cpus: 1, pods, changes: [] });
  return fluid.pods[pods.flatMap(({ containers }, pod) => containers.map(() => pod))[leaf]!]!;
}

function counters({ fluid, pods, leaves }: Running): number[] {
  return [ROOT_GROUP, ...pods, ...leaves].flatMap((group) => [fluid.cpuUs(group), fluid.throttledUs(group), fluid.throttledPeriods(group)]);
}

function near(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThan(1e-3));
}

describe("CpuFluid, whatever happens", () => {
  it("gives the same whether time passes at once, in steps, or with a new solution at every step", () => {
    fc.assert(
      fc.property(machine, fc.constantFrom(7919, 33_333, 100_000), (plan, stepUs) => {
        const atOnce = play(plan, ({ fluid }, untilUs) => fluid.advance(untilUs));
        const inSteps = play(plan, ({ fluid }, untilUs) => {
          while (fluid.nowUs < untilUs) fluid.advance(Math.min(fluid.nowUs + stepUs, untilUs));
        });
        const anew = play(plan, ({ fluid }, untilUs) => {
          while (fluid.nowUs < untilUs) {
            fluid.advance(Math.min(fluid.nowUs + stepUs, untilUs));
            fluid.setCpus(plan.cpus * 2);
            fluid.setCpus(plan.cpus);
          }
        });
        near(counters(inSteps), counters(atOnce));
        near(counters(anew), counters(atOnce));
      }),
      { numRuns: 150 },
    );
  });

  it("lets groups without threads come, change and go unseen", () => {
    fc.assert(
      fc.property(machine, fc.infiniteStream(fc.record({ pick: fc.nat(), leaf: container })), (plan, strangers) => {
        const alone = play(plan, ({ fluid }, untilUs) => fluid.advance(untilUs));
        let stranger = -1;
        const visited = play(plan, ({ fluid, pods }, untilUs) => {
          const { pick, leaf } = strangers.next().value!;
          const quota = leaf.quota === undefined ? {} : { quota: { ...leaf.quota, periodUs: 100_000 } };
          if (stranger >= 0 && pick % 3 === 0) fluid.setQuota(stranger, quota.quota);
          if (stranger >= 0 && pick % 3 === 1) fluid.setWeight(stranger, leaf.weight);
          if (stranger >= 0 && pick % 3 === 2) fluid.removeGroup(stranger);
          if (stranger < 0 || pick % 3 === 2) stranger = fluid.addGroup(pods[pick % pods.length]!, { weight: leaf.weight, ...quota });
          fluid.advance(untilUs);
          expect([fluid.rate(stranger), fluid.cpuUs(stranger), fluid.throttledUs(stranger)]).toEqual([0, 0, 0]);
        });
        near(counters(visited), counters(alone));
      }),
      { numRuns: 150 },
    );
  });

  it("gives a group that is replaced by one like it what a fresh one gets, under any plan", () => {
    fc.assert(
      fc.property(machine, fc.nat(), (plan, pick) => {
        const { fluid, leaves, quotas } = play(plan, (running, untilUs) => running.fluid.advance(untilUs));
        const index = pick % leaves.length;
        const weight = plan.pods.flatMap(({ containers }) => containers)[index]!.weight;
        const parent = podOf(plan, index);
        const options = { weight, ...(quotas.has(leaves[index]!) ? { quota: quotas.get(leaves[index]!)! } : {}) };
        const [rootUs, otherUs] = [fluid.cpuUs(ROOT_GROUP), leaves.map((leaf) => fluid.cpuUs(leaf))];
        fluid.removeGroup(leaves[index]!);
        const fresh = fluid.addGroup(parent, options);
        expect([fluid.cpuUs(fresh), fluid.throttledUs(fresh), fluid.throttledPeriods(fresh), fluid.rate(fresh)]).toEqual([0, 0, 0, 0]);
        near(
          [fluid.cpuUs(ROOT_GROUP), ...leaves.filter((_, each) => each !== index).map((leaf) => fluid.cpuUs(leaf))],
          [rootUs, ...otherUs.filter((_, each) => each !== index)],
        );
        fluid.setDemand(fresh, 1);
        fluid.advance(fluid.nowUs + 1000);
        expect(fluid.cpuUs(fresh)).toBeLessThan(1000 + 1e-6);
        near([fluid.cpuUs(ROOT_GROUP)], [rootUs + [fresh, ...leaves.filter((_, each) => each !== index)].reduce(sumSince, 0)]);

        function sumSince(sum: number, leaf: number): number {
          const before = leaf === fresh ? 0 : otherUs[leaves.indexOf(leaf)]!;
          return sum + fluid.cpuUs(leaf) - before;
        }
      }),
      { numRuns: 150 },
    );
  });

  it("keeps rates from each change to the next one that it announces", () => {
    fc.assert(
      fc.property(machine, (plan) => {
        play(plan, (running, untilUs) => {
          const { fluid, leaves } = running;
          for (let steps = 0; fluid.nowUs < untilUs && steps < 40; steps++) {
            const before = leaves.map((leaf) => fluid.cpuUs(leaf));
            const rates = leaves.map((leaf) => fluid.rate(leaf));
            const sinceUs = fluid.nowUs;
            fluid.advance(Math.min(fluid.nextChangeUs(), untilUs));
            near(
              leaves.map((leaf) => fluid.cpuUs(leaf)),
              before.map((cpuUs, leaf) => cpuUs + rates[leaf]! * (fluid.nowUs - sinceUs)),
            );
          }
          fluid.advance(Math.max(untilUs, fluid.nowUs));
        });
      }),
      { numRuns: 100 },
    );
  });

  it("lets no group exceed its quota in a period, nor all of them the node", () => {
    fc.assert(
      fc.property(machine, (plan) => {
        const used = new Map<number, number>();
        play(plan, ({ fluid, quotas }, untilUs) => {
          while (fluid.nowUs < untilUs) {
            const nextUs = Math.min((Math.floor(fluid.nowUs / 10_000) + 1) * 10_000, untilUs);
            const beforeUs = new Map([ROOT_GROUP, ...quotas.keys()].map((group) => [group, fluid.cpuUs(group)]));
            const sinceUs = fluid.nowUs;
            fluid.advance(nextUs);
            for (const [group, { quotaUs, periodUs }] of quotas) {
              const carried = sinceUs % periodUs === 0 ? 0 : (used.get(group) ?? 0);
              used.set(group, carried + fluid.cpuUs(group) - beforeUs.get(group)!);
              expect(used.get(group)!).toBeLessThan(quotaUs + 1e-3);
            }
            expect(fluid.cpuUs(ROOT_GROUP) - beforeUs.get(ROOT_GROUP)!).toBeLessThan(plan.cpus * (nextUs - sinceUs) + 1e-3);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it("is work conserving and adds up: a group has what its children have, and only who is served or throttled leaves a CPU idle", () => {
    fc.assert(
      fc.property(machine, (plan) => {
        const demand = new Map<number, number>();
        const running = start(plan);
        const { fluid, pods, leaves } = running;
        for (const { afterUs, pick, threads } of plan.changes) {
          const leaf = leaves[pick % leaves.length]!;
          fluid.setDemand(leaf, threads);
          demand.set(leaf, threads);
          fluid.advance(fluid.nowUs + afterUs);
          const rates = leaves.map((each) => fluid.rate(each));
          const sum = rates.reduce((total, rate) => total + rate, 0);
          expect(Math.abs(pods.reduce((total, pod) => total + fluid.rate(pod), 0) - sum)).toBeLessThan(1e-9);
          expect(Math.abs(fluid.rate(ROOT_GROUP) - sum)).toBeLessThan(1e-9);
          // With a CPU idle, who gets less than they want gets nothing: they or their pod are throttled.
          if (sum < plan.cpus - 1e-9) {
            leaves.forEach((each, index) =>
              expect([0, demand.get(each) ?? 0].some((rate) => Math.abs(rate - rates[index]!) < 1e-9)).toBe(true),
            );
          }
          near([fluid.cpuUs(ROOT_GROUP)], [leaves.reduce((total, each) => total + fluid.cpuUs(each), 0)]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("has done at the announced time the work that was asked for", () => {
    fc.assert(
      fc.property(machine, fc.nat(), fc.integer({ min: 1, max: 3_000_000 }), (plan, pick, amountUs) => {
        const { fluid, leaves } = play(plan, (running, untilUs) => running.fluid.advance(untilUs));
        const leaf = leaves[pick % leaves.length]!;
        const doneUs = fluid.timeOfCpuUs(leaf, amountUs);
        const beforeUs = fluid.cpuUs(leaf);
        if (doneUs === Infinity) {
          fluid.advance(fluid.nowUs + 10_000_000);
          expect(fluid.cpuUs(leaf)).toBe(beforeUs);
          return;
        }
        const halfUs = (fluid.nowUs + doneUs) / 2;
        fluid.advance(halfUs);
        expect(fluid.cpuUs(leaf) - beforeUs).toBeLessThan(amountUs + 1e-3);
        fluid.advance(doneUs);
        near([fluid.cpuUs(leaf) - beforeUs], [amountUs]);
      }),
      { numRuns: 150 },
    );
  });

  it("never gives a leaf less for more weight", () => {
    fc.assert(
      fc.property(machine, fc.nat(), (plan, pick) => {
        const { fluid, leaves } = play(plan, (running, untilUs) => running.fluid.advance(untilUs));
        const leaf = leaves[pick % leaves.length]!;
        const weight = plan.pods.flatMap(({ containers }) => containers)[pick % leaves.length]!.weight;
        const rate = fluid.rate(leaf);
        fluid.setWeight(leaf, weight * 3);
        expect(fluid.rate(leaf)).toBeGreaterThanOrEqual(rate - 1e-9);
      }),
      { numRuns: 100 },
    );
  });
});
