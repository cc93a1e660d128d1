import { describe, expect, it } from "vitest";
import { parseDurationUs } from "./duration-text.ts";
import type { EvictionSignal } from "./eviction-signals.ts";
import { DEFAULT_EVICTION_HARD, type EvictionConfig, type EvictionThreshold, parseThresholdConfig } from "./eviction-thresholds.ts";
import { requiredAmount, thresholdsMet } from "./thresholds-met.ts";

const GIB = 1024 ** 3;

function shown({ signal, value, gracePeriodUs }: EvictionThreshold): string {
  return `${signal} ${"quantity" in value ? value.quantity : value.percentage} ${gracePeriodUs}`;
}

describe("parseThresholdConfig", () => {
  it("reads the kubelet's defaults, and guards what pods may use together", () => {
    const thresholds = parseThresholdConfig({ evictionHard: DEFAULT_EVICTION_HARD, enforceNodeAllocatable: ["pods"] });
    expect(thresholds.map(shown)).toEqual([
      "memory.available 100Mi 0",
      `nodefs.available ${Math.fround(0.1)} 0`,
      `nodefs.inodesFree ${Math.fround(0.05)} 0`,
      `imagefs.available ${Math.fround(0.15)} 0`,
      `imagefs.inodesFree ${Math.fround(0.05)} 0`,
      "allocatableMemory.available 100Mi 0",
    ]);
  });

  it("reads soft thresholds with grace and minimum reclaim, and leaves out what is switched off", () => {
    const config: EvictionConfig = {
      evictionHard: { "memory.available": "0%", "pid.available": "100%" },
      evictionSoft: { "memory.available": "1Gi" },
      evictionSoftGracePeriod: { "memory.available": "1m30s" },
      evictionMinimumReclaim: { "memory.available": "10%" },
      enforceNodeAllocatable: ["pods"],
    };
    const thresholds = parseThresholdConfig(config);
    expect(thresholds.map(shown)).toEqual(["memory.available 1Gi 90000000"]);
    expect(thresholds[0]!.minReclaim).toEqual({ percentage: Math.fround(0.1) });
  });

  it.each<[EvictionConfig, string]>([
    [{ evictionHard: { "disk.available": "1Gi" } }, 'evictionHard: found "disk.available"; accepted: the signals memory.available'],
    [{ evictionHard: { "memory.available": "abc" } }, 'evictionHard["memory.available"]: found "abc"; accepted: a quantity such as'],
    [{ evictionHard: { "memory.available": "0" } }, 'evictionHard["memory.available"]: found "0"; accepted: a quantity above 0'],
    [{ evictionHard: { "memory.available": "101%" } }, 'found "101%"; accepted: 0% to 100%'],
    [{ evictionHard: { "memory.available": "-5%" } }, 'found "-5%"; accepted: 0% to 100%'],
    [{ evictionHard: { "memory.available": "%" } }, 'found "%"; accepted: 0% to 100%'],
    [{ evictionSoft: { "memory.available": "1Gi" } }, 'evictionSoft["memory.available"]: found no grace period; accepted: an entry'],
    [
      { evictionSoft: { "memory.available": "1Gi" }, evictionSoftGracePeriod: { "memory.available": "90" } },
      'evictionSoftGracePeriod["memory.available"]: found "90"; accepted: a duration',
    ],
    [{ evictionMinimumReclaim: { "nodefs.available": "0%" } }, 'evictionMinimumReclaim["nodefs.available"]: found "0%"; accepted: a share'],
    [{ evictionMinimumReclaim: { "nodefs.available": "-1" } }, 'found "-1"; accepted: a quantity of 0 or more'],
  ])("refuses %j", (config, message) => {
    expect(() => parseThresholdConfig(config)).toThrow(message);
  });
});

describe("thresholdsMet", () => {
  const thresholds = parseThresholdConfig({
    evictionHard: { "memory.available": "10%", "nodefs.available": "1Gi" },
    evictionMinimumReclaim: { "nodefs.available": "500Mi" },
  });
  const met = (observed: [EvictionSignal, number, number][], enforceMinReclaim = false) =>
    thresholdsMet(
      thresholds,
      new Map(observed.map(([signal, capacity, available]) => [signal, { capacity, available }])),
      enforceMinReclaim,
    ).map(({ signal }) => signal);

  it("counts a share with 32 bits of precision", () => {
    expect(requiredAmount(thresholds[0]!, GIB, false).value()).toBe(107_374_184n);
    expect(met([["memory.available", GIB, 107_374_183]])).toEqual(["memory.available"]);
    expect(met([["memory.available", GIB, 107_374_184]])).toEqual([]);
  });

  it("asks for the minimum reclaim on top once a threshold was met, and needs an observation", () => {
    expect(met([["nodefs.available", 10 * GIB, GIB]])).toEqual([]);
    expect(met([["nodefs.available", 10 * GIB, GIB]], true)).toEqual(["nodefs.available"]);
    expect(met([["nodefs.available", 10 * GIB, GIB + 500 * 1024 ** 2]], true)).toEqual([]);
    expect(met([["pid.available", 10, 0]])).toEqual([]);
  });
});

describe("parseDurationUs", () => {
  it.each([
    ["1m30s", 90_000_000],
    ["1.5h", 5_400_000_000],
    ["250ms", 250_000],
    [".5s", 500_000],
    ["10us", 10],
    ["3µs", 3],
    ["500ns", 0.5],
    ["0", 0],
    ["-2s", -2_000_000],
    ["+2s", 2_000_000],
    ["90", undefined],
    ["", undefined],
    ["-", undefined],
    ["1s2", undefined],
    ["1 s", undefined],
    [".s", undefined],
    ["1d", undefined],
  ])("%j", (text, us) => {
    expect(parseDurationUs(text)).toBe(us);
  });
});
