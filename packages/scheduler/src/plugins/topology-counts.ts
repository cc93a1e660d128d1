/** Counts by (topology key, topology value), the shape of every question that InterPodAffinity asks. */
import type { Snapshot, TopologyColumn } from "../framework/index.ts";

interface KeyCounts {
  readonly column: TopologyColumn;
  counts: Int32Array;
  /** Something was recorded under this key, whatever it summed up to. */
  touched: boolean;
}

export class TopologyCounts {
  private readonly snapshot: Snapshot;
  private readonly keys: Map<string, KeyCounts>;
  /** Pairs with a count other than 0. */
  nonZero: number;

  constructor(snapshot: Snapshot, keys: Map<string, KeyCounts> = new Map(), nonZero = 0) {
    this.snapshot = snapshot;
    this.keys = keys;
    this.nonZero = nonZero;
  }

  /** Adds `amount` at the value that the node `slot` has for `key`; nodes without the label contribute nothing. */
  add(key: string, slot: number, amount: number): void {
    const entry = this.entry(key);
    const value = entry.column.valueOf[slot]!;
    if (value < 0) return;
    this.put(entry, value, amount);
  }

  /** The same for many nodes at once, `amount` times the number of pods on each. */
  addAll(key: string, podsBySlot: ReadonlyMap<number, number>, amount: number): void {
    const entry = this.entry(key);
    const { valueOf } = entry.column;
    for (const [slot, pods] of podsBySlot) {
      const value = valueOf[slot]!;
      if (value >= 0) this.put(entry, value, amount * pods);
    }
  }

  /** The count at the node's value; undefined where the node lacks the label. */
  at(key: string, slot: number): number | undefined {
    const entry = this.keys.get(key);
    const column = entry?.column ?? this.snapshot.topology(key);
    const value = column.valueOf[slot]!;
    if (value < 0) return undefined;
    return entry?.counts[value] ?? 0;
  }

  /** Some key has a positive count at the node's value. */
  anyPositive(slot: number): boolean {
    for (const { column, counts } of this.keys.values()) {
      const value = column.valueOf[slot]!;
      if (value >= 0 && counts[value]! > 0) return true;
    }
    return false;
  }

  /** The sum over all keys that the node has. */
  sum(slot: number): number {
    let sum = 0;
    for (const { column, counts } of this.keys.values()) {
      const value = column.valueOf[slot]!;
      if (value >= 0) sum += counts[value]!;
    }
    return sum;
  }

  /** Something was added anywhere. */
  get isTouched(): boolean {
    for (const entry of this.keys.values()) {
      if (entry.touched) return true;
    }
    return false;
  }

  clone(): TopologyCounts {
    const keys = new Map<string, KeyCounts>();
    for (const [key, entry] of this.keys) keys.set(key, { ...entry, counts: entry.counts.slice() });
    return new TopologyCounts(this.snapshot, keys, this.nonZero);
  }

  private entry(key: string): KeyCounts {
    let entry = this.keys.get(key);
    if (entry === undefined) {
      const column = this.snapshot.topology(key);
      entry = { column, counts: new Int32Array(column.values.length), touched: false };
      this.keys.set(key, entry);
    }
    return entry;
  }

  private put(entry: KeyCounts, value: number, amount: number): void {
    const before = entry.counts[value]!;
    const after = before + amount;
    entry.counts[value] = after;
    entry.touched = true;
    if (before === 0 && after !== 0) this.nonZero += 1;
    else if (before !== 0 && after === 0) this.nonZero -= 1;
  }
}
