/**
 * The pods a cluster usually gets: the yardstick for fragmentation.
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, section 4.1.
 */

/** A kind of pod and its share of all pods. */
export interface TypicalPod {
  readonly cpuMilli: number;
  readonly gpuCount: number;
  /** Of each device, 1..1000; 0 without GPU. */
  readonly gpuMilli: number;
  /** Empty: any. */
  readonly gpuModels: readonly string[];
  /** 0..1; all typical pods together make 1. */
  readonly popularity: number;
}

export type PodShape = Omit<TypicalPod, "popularity">;

/** How much of the workload the typical pods must cover. */
export const TYPICAL_COVERAGE = 0.95;

/**
 * The most frequent shapes of `pods` that together cover at least `coverage` of them, most frequent first; shapes of equal frequency in
 * the order of their first pod. Memory plays no part.
 */
export function typicalPods(pods: Iterable<PodShape>, coverage: number = TYPICAL_COVERAGE): TypicalPod[] {
  const counts = new Map<string, { shape: PodShape; count: number; first: number }>();
  let total = 0;
  for (const pod of pods) {
    const key = `${pod.cpuMilli}/${pod.gpuCount}/${pod.gpuMilli}/${pod.gpuModels.join("|")}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { shape: pod, count: 1, first: total });
    else known.count += 1;
    total += 1;
  }
  const ranked = [...counts.values()].sort((a, b) => b.count - a.count || a.first - b.first);
  let taken = 0;
  let covered = 0;
  while (taken < ranked.length && covered < coverage * total) covered += ranked[taken++]!.count;
  return ranked.slice(0, taken).map(({ shape: { cpuMilli, gpuCount, gpuMilli, gpuModels }, count }) => {
    return { cpuMilli, gpuCount, gpuMilli, gpuModels, popularity: count / covered };
  });
}
