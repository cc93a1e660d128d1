/** Who is held back between two samples, by what, and how much. */
import { describe, expect, it } from "vitest";
import type { UsageReader } from "@orrery/sim-core/kubelet";
import { HeldLog } from "./held-log.ts";

type Cpu = readonly [pod: number, cpuS: number, wantedS: number, throttledS: number];

const reader = (pods: readonly Cpu[]): UsageReader => ({
  podUse: () => {
    throw new Error("not asked");
  },
  nodeUse: () => {
    throw new Error("not asked");
  },
  eachPodCpu: (_, visit) => {
    for (const [pod, cpu, wanted, throttled] of pods) visit(pod, cpu * 1e6, wanted * 1e6, throttled * 1e6);
  },
});
const rowsAt = (log: HeldLog, seconds: number) => {
  const { from, to } = log.rowsAt(seconds * 1e6);
  return Array.from({ length: to - from }, (_, i) => [log.pod[from + i], log.throttled[from + i], log.missed[from + i]]);
};

describe("HeldLog", () => {
  it("has a row for who is throttled or misses CPU, from one sample to the next", () => {
    const log = new HeldLog();
    log.sample(
      10e6,
      [0],
      reader([
        [1, 10, 10, 0],
        [2, 5, 10, 5],
        [3, 5, 10, 0],
        [4, 0.05, 0.09, 0],
      ]),
    );
    log.sample(
      20e6,
      [0],
      reader([
        [1, 12, 20, 6],
        [2, 15, 20, 5],
        [3, 10, 20, 0.1],
      ]),
    );
    expect(rowsAt(log, 9)).toEqual([]);
    // Pod 4 wants less than a hundredth of a core.
    expect(rowsAt(log, 10)).toEqual([
      [2, 50, 50],
      [3, 0, 50],
    ]);
    expect(rowsAt(log, 19.9)).toEqual(rowsAt(log, 10));
    // Pod 1: got 2 s, waited 6 s for its quota, wanted 10 s. Pod 3 waited 0.1 s of 5.1 s: that is not what holds it back.
    expect(rowsAt(log, 20)).toEqual([
      [1, 75, 80],
      [3, 0, 50],
    ]);
  });

  it("grows with the pods and the rows", () => {
    const log = new HeldLog();
    const pods = Array.from({ length: 3000 }, (_, pod): Cpu => [pod, 1, 2, 0]);
    log.sample(10e6, [0], reader(pods));
    expect(rowsAt(log, 10).map(([pod]) => pod)).toEqual(pods.map(([pod]) => pod));
  });
});
