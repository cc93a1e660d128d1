/** Measures competitors side by side: round-robin in one process, some rounds to warm up, then the median of the others. */

export interface Competitor {
  readonly name: string;
  /** Goes on for so many operations. */
  run(operations: number): void;
}

/** Millions of operations per second of each competitor: the median of the measured rounds. */
export function roundRobin(competitors: readonly Competitor[], operations: number, rounds: { warmUp: number; measured: number }): number[] {
  const times = competitors.map((): number[] => []);
  for (let round = 0; round < rounds.warmUp + rounds.measured; round++) {
    competitors.forEach((competitor, i) => {
      const start = performance.now();
      competitor.run(operations);
      if (round >= rounds.warmUp) times[i]!.push(performance.now() - start);
    });
  }
  return times.map((ms) => operations / median(ms) / 1000);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
