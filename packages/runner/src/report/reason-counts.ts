/** Counts by reason, the most frequent first. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { ReasonCount } from "./life.ts";

export class ReasonCounts {
  private readonly counts = new Map<string, number>();
  total = 0;

  add(reason: string, count = 1): void {
    this.total += count;
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + count);
  }

  addAll(others: ReasonCounts): void {
    for (const [reason, count] of others.counts) this.add(reason, count);
  }

  of(reason: string): number {
    return this.counts.get(reason) ?? 0;
  }

  get list(): ReasonCount[] {
    return Array.from(this.counts, ([reason, count]) => ({ reason, count })).sort(
      (a, b) => b.count - a.count || byCodeUnits(a.reason, b.reason),
    );
  }
}
