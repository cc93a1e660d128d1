import { describe, expect, it } from "vitest";
import { milliCpuToQuotaUs, quotaToMilliCpu } from "./cpu-quota.ts";
import { milliCpuToShares, sharesToMilliCpu } from "./cpu-shares.ts";
import { cpuWeightToShares, kubeletCpuWeight, runtimeCpuWeight } from "./cpu-weight.ts";

describe("cpu numbers", () => {
  it.each([
    [0, 2],
    [1, 2],
    [10, 10],
    [333, 340],
    [1000, 1024],
    [256_000, 262_144],
    [300_000, 262_144],
  ])("%i millicores are %i shares", (milliCpu, shares) => {
    expect(milliCpuToShares(milliCpu)).toBe(shares);
  });

  it("gives at least the millicores of shares back that they were made of, from 2 on", () => {
    for (let milliCpu = 2; milliCpu <= 256_000; milliCpu += 61) {
      expect(Math.abs(sharesToMilliCpu(milliCpuToShares(milliCpu)) - milliCpu)).toBeLessThanOrEqual(1);
    }
    expect(sharesToMilliCpu(1)).toBe(0);
  });

  it.each([
    [0, 100_000, 0],
    [1, 100_000, 1000],
    [10, 100_000, 1000],
    [500, 100_000, 50_000],
    [1500, 20_000, 30_000],
    [40, 5000, 1000],
  ])("a limit of %i millicores is in %i us a quota of %i us", (milliCpu, periodUs, quotaUs) => {
    expect(milliCpuToQuotaUs(milliCpu, periodUs)).toBe(quotaUs);
  });

  it("keeps to the default period where nodes may have none of their own", () => {
    expect(milliCpuToQuotaUs(500, 20_000, false)).toBe(50_000);
    expect([quotaToMilliCpu(50_000, 100_000), quotaToMilliCpu(-1, 100_000)]).toEqual([500, 0]);
  });

  it("weights the same shares differently in the kubelet's groups and in the runtime's", () => {
    expect([2, 512, 1024, 262_143, 262_144].map(kubeletCpuWeight)).toEqual([1, 20, 39, 9999, 10_000]);
    expect([0, 1, 2, 3, 512, 1024, 2048, 262_143, 262_144].map(runtimeCpuWeight)).toEqual([0, 1, 1, 2, 59, 100, 174, 10_000, 10_000]);
    expect([1, 39, 10_000].map(cpuWeightToShares)).toEqual([2, 998, 262_144]);
  });

  it("never weights more shares less", () => {
    for (let shares = 2; shares < 262_144; shares += 97) {
      expect(runtimeCpuWeight(shares + 97)).toBeGreaterThanOrEqual(runtimeCpuWeight(shares));
      expect(kubeletCpuWeight(shares + 97)).toBeGreaterThanOrEqual(kubeletCpuWeight(shares));
    }
  });
});
