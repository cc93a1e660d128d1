/** Whom the kernel kills when memory has run out: in a control group at its limit, or on the whole machine. */

/** A process that could be killed. */
export interface OomCandidate {
  readonly residentBytes: number;
  /** oom_score_adj, -1000 to 1000; -1000: never killed. */
  readonly oomScoreAdj: number;
}

/**
 * The candidate with the highest badness; of equal ones the last, so they must come in the order in which they were made.
 *
 * @param totalBytes what has run out: the memory of the machine, or the limit of the control group
 * @returns its place in the list; -1: nobody may be killed
 *
 * Source: mm/oom_kill.c, oom_evaluate_task.
 */
export function chooseOomVictim(candidates: readonly OomCandidate[], totalBytes: number): number {
  let chosen = -1;
  let chosenPoints = -Infinity;
  candidates.forEach((candidate, index) => {
    const points = oomBadness(candidate, totalBytes);
    if (points === -Infinity || points < chosenPoints) return;
    chosen = index;
    chosenPoints = points;
  });
  return chosen;
}

/**
 * Points in pages, which may be below 0; -Infinity: never killed.
 *
 * Not modelled: swap and page tables, which count too.
 * Source: mm/oom_kill.c, oom_badness.
 */
export function oomBadness({ residentBytes, oomScoreAdj }: OomCandidate, totalBytes: number): number {
  if (oomScoreAdj === NEVER) return -Infinity;
  const totalPages = Math.floor(totalBytes / PAGE_BYTES);
  return Math.ceil(residentBytes / PAGE_BYTES) + oomScoreAdj * Math.floor(totalPages / 1000);
}

const NEVER = -1000;
const PAGE_BYTES = 4096;
