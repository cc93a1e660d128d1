/**
 * How many pods have waited in the scheduling queue, and where: the four counts of Kubernetes' metric `scheduler_pending_pods`, in columns
 * that grow. A row holds from its time until that of the next; an instant has one row at most, and none when it leaves the counts as they
 * were. Nothing of the run depends on it.
 */
import type { QueueDepth } from "../queue/index.ts";

export class QueueLog {
  length = 0;
  /** Microseconds, rising. */
  timeUs: Float64Array = new Float64Array(256);
  /** Pods, by sub-queue; those in flight are in none. */
  active: Int32Array = new Int32Array(256);
  backoff: Int32Array = new Int32Array(256);
  unschedulable: Int32Array = new Int32Array(256);
  gated: Int32Array = new Int32Array(256);

  /** Takes the counts in as they are now; `timeUs` is never before that of an earlier call. */
  note(timeUs: number, { active, backoff, unschedulable, gated }: Omit<QueueDepth, "inFlight">): void {
    const last = this.length - 1;
    if (this.isRow(last, active, backoff, unschedulable, gated)) return;
    if (last >= 0 && this.timeUs[last] === timeUs) this.length = last;
    // What an instant has taken back has not been.
    if (this.isRow(this.length - 1, active, backoff, unschedulable, gated)) return;
    if (this.length === this.timeUs.length) this.grow();
    const at = this.length++;
    this.timeUs[at] = timeUs;
    this.active[at] = active;
    this.backoff[at] = backoff;
    this.unschedulable[at] = unschedulable;
    this.gated[at] = gated;
  }

  /** Before the first row nothing waits. */
  private isRow(at: number, active: number, backoff: number, unschedulable: number, gated: number): boolean {
    if (at < 0) return active === 0 && backoff === 0 && unschedulable === 0 && gated === 0;
    return (
      this.active[at] === active && this.backoff[at] === backoff && this.unschedulable[at] === unschedulable && this.gated[at] === gated
    );
  }

  private grow(): void {
    const size = this.timeUs.length * 2;
    const times = new Float64Array(size);
    times.set(this.timeUs);
    this.timeUs = times;
    const wider = (column: Int32Array) => {
      const copy = new Int32Array(size);
      copy.set(column);
      return copy;
    };
    this.active = wider(this.active);
    this.backoff = wider(this.backoff);
    this.unschedulable = wider(this.unschedulable);
    this.gated = wider(this.gated);
  }
}
