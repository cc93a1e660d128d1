/** The lease of one node: renewed when its kubelet starts, and every ten seconds after that while it acts. */
import { LEASE_RENEW_INTERVAL_US } from "../store/index.ts";
import { tickAtOrBefore } from "./tick-grid.ts";

export class NodeLease {
  private startedUs: number;
  /** When the renewals stopped; Infinity: they go on. */
  private stoppedUs = Infinity;
  /** The last renewal, where every one of them is simulated. */
  private tickedUs: number;
  private readonly elide: boolean;

  /** @param startedUs a renewal; may lie before the start of the simulation */
  constructor(startedUs: number, elide: boolean) {
    this.startedUs = this.tickedUs = startedUs;
    this.elide = elide;
  }

  get isRenewed(): boolean {
    return this.stoppedUs === Infinity;
  }

  /** A renewal at this very instant does not happen any more. */
  stop(nowUs: number): void {
    if (this.isRenewed) this.stoppedUs = nowUs;
  }

  start(nowUs: number): void {
    this.startedUs = this.tickedUs = nowUs;
    this.stoppedUs = Infinity;
  }

  /** The next renewal after `nowUs`, if nothing happens. */
  nextUs(nowUs: number): number {
    return this.isRenewed ? tickAtOrBefore(this.startedUs, LEASE_RENEW_INTERVAL_US, nowUs) + LEASE_RENEW_INTERVAL_US : Infinity;
  }

  tick(nowUs: number): void {
    if (this.isRenewed) this.tickedUs = nowUs;
  }

  /** The last renewal at or before `nowUs`. */
  renewedUs(nowUs: number): number {
    if (!this.elide) return this.tickedUs;
    return Math.max(this.startedUs, tickAtOrBefore(this.startedUs, LEASE_RENEW_INTERVAL_US, Math.min(nowUs, this.stoppedUs - 1)));
  }
}
