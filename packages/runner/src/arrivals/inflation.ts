/**
 * Arrival-only replay of a trace: pods in shuffled order, with clones of drawn pods behind them until the demand reaches a target.
 * Nothing ever leaves.
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, section 6.1; its simulator's ShufflePod and TunePodsByNodeTotalResource.
 */

export interface InflationOptions {
  /** Names of the pods, one a row; the shuffle starts from their order by code units, so the order of the rows does not matter. */
  readonly names: readonly string[];
  /** What each pod adds to the demand, >= 0, in any one unit: thousandths of GPUs for openb. */
  readonly demand: ArrayLike<number>;
  /** The demand to reach, in the same unit; Infinity is refused. */
  readonly target: number;
  /**
   * What decides that a drawn clone would be too much; as `demand` when left out. The published experiment compares with the share of one
   * device even for pods of several.
   */
  readonly lookAhead?: ArrayLike<number>;
  /** Draws in [0, 1). */
  readonly random: () => number;
}

export interface Inflation {
  /** Rows in the order of arrival; from `originals` on they are clones. */
  readonly rows: Int32Array;
  readonly originals: number;
  /** Of all rows together. */
  readonly demand: number;
}

/** @throws RangeError when there is no pod, or no demand that clones could raise to the target */
export function inflate(options: InflationOptions): Inflation {
  const { names, demand, target, lookAhead = demand, random } = options;
  if (names.length === 0) throw new RangeError("inflation: found no pods, at least one is needed");
  if (!Number.isFinite(target)) throw new RangeError(`inflation: the target is ${target}, accepted is a finite demand`);
  const byName = Int32Array.from(names, (_, row) => row).sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
  const rows = Array.from(byName);
  shuffle(rows, random);
  let total = 0;
  for (const row of rows) total += demand[row]!;
  while (total > target && rows.length > 0) total -= demand[rows.splice(Math.floor(random() * rows.length), 1)[0]!]!;
  const originals = rows.length;
  if (originals === names.length && total < target) {
    if (total === 0) throw new RangeError("inflation: the pods demand nothing of the resource, so no number of clones reaches the target");
    for (;;) {
      const row = byName[Math.floor(random() * byName.length)]!;
      if (total + lookAhead[row]! > target) break;
      total += demand[row]!;
      rows.push(row);
    }
  }
  return { rows: Int32Array.from(rows), originals, demand: total };
}

/** Fisher and Yates, from the end. */
export function shuffle<T>(items: T[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const item = items[i]!;
    items[i] = items[j]!;
    items[j] = item;
  }
}
