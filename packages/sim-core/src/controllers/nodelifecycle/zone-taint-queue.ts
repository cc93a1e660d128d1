/** Nodes of a zone that wait for their NoExecute taint, first come first served, at the zone's rate. */
import { EvictionLimiter } from "./eviction-limiter.ts";

/**
 * Not modelled: retries of a node whose taint could not be written.
 * Source: pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go, RateLimitedTimedQueue.
 */
export class ZoneTaintQueue<Node> {
  readonly limiter: EvictionLimiter;
  readonly #waiting = new Set<Node>();

  constructor(ratePerSecond: number) {
    this.limiter = new EvictionLimiter(ratePerSecond);
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Puts a node at the end, also one that waits already: every look at a node that still has no taint does so. */
  requeue(node: Node): void {
    this.#waiting.delete(node);
    this.#waiting.add(node);
  }

  /** Takes a node out that is ready again or gone; whether it was waiting. */
  remove(node: Node): boolean {
    return this.#waiting.delete(node);
  }

  /** The next node to taint, when the rate allows one at `nowUs`. A node costs a token even if it turns out to be ready. */
  take(nowUs: number): Node | undefined {
    for (const node of this.#waiting) {
      if (!this.limiter.tryAccept(nowUs)) return undefined;
      this.#waiting.delete(node);
      return node;
    }
    return undefined;
  }

  /** When `take` next hands out a node; undefined: not while things stay as they are. The controller looks every 100 ms. */
  nextTakeUs(nowUs: number): number | undefined {
    return this.#waiting.size === 0 ? undefined : this.limiter.nextAcceptUs(nowUs);
  }
}
