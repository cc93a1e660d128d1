import { describe, expect, it } from "vitest";
import { ROOT_GROUP } from "./cgroup-tree.ts";
import { CpuFluid } from "./cpu-fluid.ts";

const HALF = { quotaUs: 50_000, periodUs: 100_000 };
const DAY_US = 86_400_000_000;

function leaf(fluid: CpuFluid, threads: number, weight = 100, quota?: { quotaUs: number; periodUs: number }, parent = ROOT_GROUP): number {
  const group = fluid.addGroup(parent, { weight, ...(quota === undefined ? {} : { quota }) });
  fluid.setDemand(group, threads);
  return group;
}

describe("CpuFluid", () => {
  it("gives everybody what they want while there is enough", () => {
    const fluid = new CpuFluid(4);
    const [a, b] = [leaf(fluid, 1), leaf(fluid, 2.5)];
    fluid.advance(1000);
    fluid.setDemand(a, 0.5);
    fluid.advance(3000);
    expect([fluid.cpuUs(a), fluid.cpuUs(b), fluid.cpuUs(ROOT_GROUP)]).toEqual([2000, 7500, 9500]);
    expect([fluid.rate(a), fluid.rate(b), fluid.rate(ROOT_GROUP), fluid.nextChangeUs()]).toEqual([0.5, 2.5, 3, Infinity]);
  });

  it("shares by weight at each level of the tree", () => {
    const fluid = new CpuFluid(6);
    const guaranteed = leaf(fluid, 9, 200);
    const burstable = fluid.addGroup(ROOT_GROUP, { weight: 100 });
    const [one, two] = [leaf(fluid, 9, 25, undefined, burstable), leaf(fluid, 9, 75, undefined, burstable)];
    expect([guaranteed, burstable, one, two].map((group) => fluid.rate(group))).toEqual([4, 2, 0.5, 1.5]);
    fluid.setDemand(guaranteed, 1);
    expect([guaranteed, burstable, one, two].map((group) => fluid.rate(group))).toEqual([1, 5, 1.25, 3.75]);
    fluid.setWeight(one, 75);
    expect(fluid.rate(one)).toBe(2.5);
    fluid.setCpus(3);
    expect(fluid.rate(burstable)).toBe(2);
  });

  it("throttles a group for the rest of its period, and counts that on every CPU where it waits", () => {
    const fluid = new CpuFluid(2);
    const group = leaf(fluid, 4, 100, { quotaUs: 100_000, periodUs: 100_000 });
    expect([fluid.rate(group), fluid.nextChangeUs(), fluid.meanRate(group)]).toEqual([2, 50_000, 1]);
    fluid.advance(50_000);
    expect([fluid.rate(group), fluid.nextChangeUs()]).toEqual([0, 100_000]);
    fluid.advance(250_000);
    expect([fluid.cpuUs(group), fluid.throttledUs(group), fluid.throttledPeriods(group)]).toEqual([300_000, 200_000, 2]);
    fluid.advance(DAY_US);
    expect([fluid.cpuUs(group), fluid.throttledUs(group), fluid.throttledPeriods(group)]).toEqual([DAY_US, DAY_US, 864_000]);
  });

  it("gives what a throttled group leaves to the others, until its period ends", () => {
    const fluid = new CpuFluid(1);
    const limited = leaf(fluid, 1, 100, { quotaUs: 30_000, periodUs: 100_000 });
    const other = leaf(fluid, 1, 100);
    fluid.advance(100_000);
    expect([limited, other].map((group) => fluid.cpuUs(group))).toEqual([30_000, 70_000]);
    expect(fluid.throttledUs(limited)).toBe(40_000);
  });

  it("does not throttle who uses exactly the quota", () => {
    const fluid = new CpuFluid(2);
    const group = leaf(fluid, 1, 100, { quotaUs: 100_000, periodUs: 100_000 });
    fluid.advance(DAY_US);
    expect([fluid.cpuUs(group), fluid.throttledUs(group), fluid.throttledPeriods(group)]).toEqual([DAY_US, 0, 0]);
  });

  it("finishes work at the solved instant, however many periods away", () => {
    const fluid = new CpuFluid(1);
    const group = leaf(fluid, 1, 100, { quotaUs: 20_000, periodUs: 100_000 });
    expect(fluid.timeOfCpuUs(group, 15_000)).toBe(15_000);
    expect(fluid.timeOfCpuUs(group, 20_000)).toBe(20_000);
    expect(fluid.timeOfCpuUs(group, 30_000)).toBe(110_000);
    expect(fluid.timeOfCpuUs(group, 20_000_000_000 + 5000)).toBe(100_000_005_000);
    expect(fluid.timeOfCpuUs(ROOT_GROUP, 30_000)).toBe(110_000);
    fluid.setDemand(group, 0);
    expect([fluid.timeOfCpuUs(group, 1), fluid.timeOfCpuUs(group, 0)]).toEqual([Infinity, 0]);
  });

  it("remembers within a period what was used before a change", () => {
    const fluid = new CpuFluid(4);
    const group = leaf(fluid, 1, 100, HALF);
    fluid.advance(30_000);
    fluid.setDemand(group, 0);
    fluid.advance(60_000);
    fluid.setDemand(group, 2);
    expect(fluid.nextChangeUs()).toBe(70_000);
    fluid.advance(80_000);
    fluid.setDemand(group, 0);
    fluid.setDemand(group, 1);
    expect([fluid.rate(group), fluid.throttledUs(group)]).toEqual([0, 20_000]);
    fluid.advance(130_000);
    expect([fluid.rate(group), fluid.cpuUs(group), fluid.throttledPeriods(group)]).toEqual([1, 80_000, 1]);
  });

  it("throttles later who was free until now", () => {
    const fluid = new CpuFluid(4);
    const group = leaf(fluid, 0.5, 100, HALF);
    fluid.advance(190_000);
    expect(fluid.nextChangeUs()).toBe(Infinity);
    fluid.setDemand(group, 3);
    expect(fluid.nextChangeUs()).toBeCloseTo(190_000 + 5000 / 3, 6);
  });

  it("throttles the inner of two groups that run out together", () => {
    const fluid = new CpuFluid(4);
    const pod = fluid.addGroup(ROOT_GROUP, { weight: 100, quota: HALF });
    const container = leaf(fluid, 2, 100, HALF, pod);
    fluid.advance(200_000);
    expect([pod, container].map((group) => fluid.throttledUs(group))).toEqual([0, 300_000]);
    const sidecar = leaf(fluid, 2, 100, undefined, pod);
    fluid.advance(300_000);
    expect([pod, container, sidecar].map((group) => fluid.throttledUs(group))).toEqual([4 * 87_500, 300_000, 0]);
  });

  it("lets a throttled group go when its quota is raised or taken away", () => {
    for (const quota of [{ quotaUs: 80_000, periodUs: 100_000 }, undefined]) {
      const fluid = new CpuFluid(1);
      const group = leaf(fluid, 1, 100, HALF);
      fluid.advance(60_000);
      fluid.setQuota(group, quota);
      expect(fluid.rate(group)).toBe(1);
      expect(fluid.nextChangeUs()).toBe(quota === undefined ? Infinity : 90_000);
      fluid.advance(70_000);
      expect([fluid.cpuUs(group), fluid.throttledUs(group)]).toEqual([60_000, 10_000]);
    }
  });

  it("starts a new group with empty counters and a full quota, also under a used id", () => {
    const fluid = new CpuFluid(1);
    const old = leaf(fluid, 1, 100, HALF);
    fluid.advance(60_000);
    fluid.removeGroup(old);
    const fresh = leaf(fluid, 1, 100, HALF);
    expect([fresh, fluid.cpuUs(fresh), fluid.throttledUs(fresh), fluid.rate(fresh)]).toEqual([old, 0, 0, 1]);
    expect(fluid.cpuUs(ROOT_GROUP)).toBe(50_000);
    fluid.advance(100_000);
    expect(fluid.cpuUs(fresh)).toBe(40_000);
  });

  it("refuses to go back in time", () => {
    const fluid = new CpuFluid(1, 5000);
    expect(() => fluid.advance(4999)).toThrow("found the time 4999 us; accepted: from 5000 us on");
    expect(() => fluid.advance(Infinity)).toThrow(RangeError);
    expect(() => new CpuFluid(0)).toThrow("found 0 CPUs; accepted: above 0");
  });
});
