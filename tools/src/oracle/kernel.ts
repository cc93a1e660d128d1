/** Compares the CPU model with what the Linux kernel did, within the tolerances that its recordings allow. */
import type { CaseRunner, Mismatch } from "./contract.ts";
import type { CpuRecording, GroupOutcome } from "./kernel/cpu-recording.ts";
import { hasQuota, predict, type Range } from "./kernel/predict.ts";
import { runLoads } from "./kernel/run-loads.ts";

/** A recording passes when the model's range for every number lies near enough to it. */
export const kernelCaseRunner: CaseRunner = (recordedCase) => {
  const recording = recordedCase as CpuRecording;
  const mismatches = areClosedLoopsCrowded(recording) ? outsideOfBounds(recording) : outsideOfTolerance(recording);
  return mismatches.length === 0 ? { status: "passed" } : { status: "failed", mismatches };
};

interface Tolerance {
  /** Share of the recorded value. */
  readonly share: number;
  readonly atLeast: number;
}

/** By number; what is not named is not compared. The longest of many bursts shows one hiccup of the machine and not the scheduler. */
type Tolerances = ReadonlyMap<keyof GroupOutcome, Tolerance>;

function tolerances(recording: CpuRecording): Tolerances {
  // The kernel moves threads between CPUs only from time to time.
  const [cpuShare, finishShare, latencyShare] = recording.cpus > 1 ? [0.07, 0.07, 0.07] : oneCpuShares(recording);
  const latency = { share: latencyShare, atLeast: 0 };
  return new Map<keyof GroupOutcome, Tolerance>([
    ["cpuSeconds", { share: cpuShare, atLeast: 0.01 }],
    ["throttledPeriods", { share: 0, atLeast: 2 }],
    ["throttledSeconds", { share: 0.06, atLeast: 0 }],
    ...(recording.groups.some(({ load }) => load?.kind === "work")
      ? ([["meanUs", { share: finishShare, atLeast: 10_000 }]] as const)
      : ([
          ["meanUs", latency],
          ["p50Us", latency],
          ["p90Us", latency],
        ] as const)),
  ]);
}

/** Shares for CPU time, for the time at which work is finished, and for the latency of bursts. */
function oneCpuShares(recording: CpuRecording): [number, number, number] {
  const loads = recording.groups.flatMap(({ load }) => load ?? []);
  if (hasQuota(recording) && loads.some(({ kind }) => kind !== "busy")) return [0.05, 0.05, 0.05];
  // A thread that wakes among others may catch up on what it has missed, which a fluid does not know.
  const wakes = loads.some((load) => load.kind === "duty" || load.kind === "every" || (load.kind === "work" && load.delayUs > 0));
  return wakes ? [0.04, 0.1, 0.2] : [0.03, 0.03, 0.03];
}

/** Bursts with a quota must be covered in every recording; elsewhere the nearer recording counts. */
function outsideOfTolerance(recording: CpuRecording): Mismatch[] {
  const allowed = tolerances(recording);
  const everyOne = hasQuota(recording) && recording.groups.some(({ load }) => load !== undefined && load.kind !== "busy");
  const predictions = recording.expect.map((measured) => predict(recording, measured));
  const mismatches: Mismatch[] = [];
  for (const { name: group } of recording.groups) {
    for (const [number, tolerance] of allowed) {
      const misses = recording.expect.map((measured, index) => {
        const range = predictions[index]?.get(group)?.get(number);
        const expected = measured[group]?.[number];
        const missing =
          range === undefined || expected === undefined ? range !== expected : distance(range, expected) > slack(tolerance, expected);
        return missing ? [{ path: `expect[${index}].${group}.${number}`, expected, actual: range }] : [];
      });
      if (everyOne || misses.every((miss) => miss.length > 0)) mismatches.push(...misses.flat());
    }
  }
  return mismatches;
}

function distance({ least, greatest }: Range, value: number): number {
  return Math.max(least - value, value - greatest, 0);
}

function slack({ share, atLeast }: Tolerance, value: number): number {
  return Math.max(share * value, atLeast);
}

/** Several loops that each wait for their own burst: a fluid keeps equal ones in lockstep, time slices pull them apart. */
function areClosedLoopsCrowded(recording: CpuRecording): boolean {
  return recording.groups.filter(({ load }) => load?.kind === "duty").length > 1;
}

/** Loops in lockstep wait most, a loop alone does not wait: what was recorded lies between both. */
function outsideOfBounds(recording: CpuRecording): Mismatch[] {
  const settings = { phaseUs: 0, burstUs: new Map<string, number>() };
  const together = runLoads(recording, settings);
  return recording.groups.flatMap((group): Mismatch[] => {
    const least = together.get(group.name)?.cpuSeconds ?? 0;
    const greatest =
      runLoads(
        { ...recording, groups: recording.groups.filter(({ name, load }) => name === group.name || load === undefined) },
        settings,
      ).get(group.name)?.cpuSeconds ?? 0;
    return recording.expect.flatMap((measured, index): Mismatch[] => {
      const expected = measured[group.name]?.cpuSeconds;
      const inside = expected === undefined || (expected >= least * 0.97 && expected <= greatest * 1.03);
      return inside ? [] : [{ path: `expect[${index}].${group.name}.cpuSeconds`, expected, actual: { least, greatest } }];
    });
  });
}
