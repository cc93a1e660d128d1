/** What the model allows for a recorded situation: a range for every number, over all that the recording left to chance. */
import { burstCpuUs, type CpuRecording, type GroupOutcome } from "./cpu-recording.ts";
import { runLoads } from "./run-loads.ts";

/** Least and greatest value over all runs of the model. */
export interface Range {
  readonly least: number;
  readonly greatest: number;
}

/** How many places of the quota period are tried as the start of the recording. */
const PHASES = 50;

/**
 * Ranges by group and number, for one of the recordings. Not controlled are the place in the quota period at which the loads start, and
 * how far a burst overshoots the CPU time that it was asked for (which matters where a burst is a multiple of the quota).
 */
export function predict(
  recording: CpuRecording,
  measured: Readonly<Record<string, GroupOutcome>>,
): Map<string, Map<keyof GroupOutcome, Range>> {
  const ranges = new Map<string, Map<keyof GroupOutcome, Range>>();
  for (const burstUs of burstLengths(recording, measured)) {
    for (const phaseUs of phases(recording)) {
      for (const [group, outcome] of runLoads(recording, { phaseUs, burstUs })) {
        const known = ranges.get(group) ?? new Map<keyof GroupOutcome, Range>();
        ranges.set(group, known);
        for (const [name, value] of Object.entries(outcome) as [keyof GroupOutcome, number][]) {
          const { least, greatest } = known.get(name) ?? { least: value, greatest: value };
          known.set(name, { least: Math.min(least, value), greatest: Math.max(greatest, value) });
        }
      }
    }
  }
  return ranges;
}

export function hasQuota(recording: CpuRecording): boolean {
  return recording.groups.some(({ quotaUs }) => quotaUs !== undefined);
}

function phases(recording: CpuRecording): number[] {
  if (!hasQuota(recording)) return [0];
  const periodUs = Math.max(...recording.groups.map((group) => group.periodUs ?? 0));
  return Array.from({ length: PHASES }, (_, index) => Math.round((index * periodUs) / PHASES));
}

/** As asked for and, with a quota, as measured: CPU time by finished burst, an unfinished one counted where bursts are behind. */
function burstLengths(recording: CpuRecording, measured: Readonly<Record<string, GroupOutcome>>): ReadonlyMap<string, number>[] {
  const asked = new Map<string, number>();
  const overshot = new Map<string, number>();
  for (const { name, load } of recording.groups) {
    const burstUs = load === undefined ? undefined : burstCpuUs(load);
    if (load === undefined || burstUs === undefined) continue;
    asked.set(name, burstUs);
    const { cpuSeconds = 0, completed = 0 } = measured[name] ?? {};
    const due = load.kind === "every" ? load.threads * Math.ceil((recording.seconds * 1e6) / load.periodUs) : load.threads;
    if (completed > 0) overshot.set(name, Math.max(burstUs, (cpuSeconds * 1e6) / (completed + (completed < due ? 1 : 0))));
  }
  return hasQuota(recording) && overshot.size > 0 ? [asked, overshot] : [asked];
}
