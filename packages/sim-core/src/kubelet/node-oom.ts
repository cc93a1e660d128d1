/**
 * Whom the kernel kills when memory runs out, in a pod, in the pods' common group or on the whole machine.
 *
 * Not modelled: processes outside the pods, which the kernel may choose too when the machine's memory runs out.
 */
import { chooseOomVictim } from "../kernel/index.ts";
import type { ContainerProcess } from "./container-process.ts";
import { oomScoreAdjust } from "./oom-score.ts";
import type { PodProgram } from "./pod-program.ts";

export interface OomKill {
  /** What ran out of memory. */
  readonly scope: "container" | "pod" | "kubepods" | "machine";
  readonly usageBytes: number;
  readonly limitBytes: number;
  readonly oomScoreAdj?: number;
}

export interface OomContext {
  /** Memory that badness is a share of: the machine's, or the group's limit. */
  readonly totalBytes: number;
  readonly memoryCapacityBytes: number;
}

/** @param processes in order of start. Of equal badness the last goes. */
export function oomVictim(
  processes: readonly ContainerProcess[],
  bytesOf: (process: ContainerProcess) => number,
  podOf: (process: ContainerProcess) => PodProgram,
  { totalBytes, memoryCapacityBytes }: OomContext,
): { readonly process: ContainerProcess; readonly oomScoreAdj: number } | undefined {
  const candidates = processes.map((process) => ({
    residentBytes: bytesOf(process),
    oomScoreAdj: oomScoreAdjust(podOf(process).pod, process.program.spec, memoryCapacityBytes),
  }));
  const chosen = chooseOomVictim(candidates, totalBytes);
  return chosen < 0 ? undefined : { process: processes[chosen]!, oomScoreAdj: candidates[chosen]!.oomScoreAdj };
}
