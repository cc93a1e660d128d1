/** The VMs of an OpenDC trace in the order of submission, and the sample of them that an experiment runs. */
import type { RecordedVms } from "../scenario/index.ts";

export interface BitbrainsVm {
  readonly id: string;
  /** From the earliest submission of the trace on. */
  readonly submissionMs: number;
  readonly cores: number;
  readonly memoryMb: number;
  /** The sum of its fragments. */
  readonly runtimeMs: number;
  /** Usage times duration, summed over its fragments. */
  readonly loadMhzMs: number;
  /** Rows of its fragments, in time order. */
  readonly fragments: readonly number[];
}

/** By submission; VMs of one instant in file order. */
export function bitbrainsVms(trace: RecordedVms): BitbrainsVm[] {
  const { fragments } = trace;
  const rows: number[][] = Array.from({ length: trace.count }, () => []);
  for (let row = 0; row < fragments.count; row++) rows[fragments.vm[row]!]!.push(row);
  let earliestMs = Number.POSITIVE_INFINITY;
  for (let row = 0; row < trace.count; row++) earliestMs = Math.min(earliestMs, trace.submissionMs[row]!);
  const vms = rows.map((own, row): BitbrainsVm => {
    let runtimeMs = 0;
    let loadMhzMs = 0;
    for (const fragment of own) {
      runtimeMs += fragments.durationMs[fragment]!;
      loadMhzMs += fragments.cpuUsageMhz[fragment]! * fragments.durationMs[fragment]!;
    }
    return {
      id: trace.id[row]!,
      submissionMs: trace.submissionMs[row]! - earliestMs,
      cores: trace.cores[row]!,
      // OpenDC takes thousands of KB for MB, rounded half up.
      memoryMb: Math.round(trace.memoryKb[row]! / 1000),
      runtimeMs,
      loadMhzMs,
      fragments: own,
    };
  });
  return vms.sort((a, b) => a.submissionMs - b.submissionMs);
}

/**
 * The first VMs, as long as their load together is at most `share` of the load of all: the first VM that would exceed it ends the sample,
 * even if a later one would still go in.
 * @throws RangeError for a share that is not above 0 and at most 1
 */
export function sampleByLoad(vms: readonly BitbrainsVm[], share: number): readonly BitbrainsVm[] {
  if (!(share > 0 && share <= 1)) throw new RangeError(`share: found ${share}, accepted is a number above 0 and at most 1`);
  // Summed in the same order as below, so that a share of 1 takes all VMs whatever the rounding.
  const total = vms.reduce((sum, vm) => sum + vm.loadMhzMs, 0);
  let load = 0;
  const end = vms.findIndex((vm) => (load += vm.loadMhzMs) > share * total);
  return end < 0 ? vms : vms.slice(0, end);
}
