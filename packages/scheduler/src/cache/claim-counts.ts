/** How many pods on known nodes mount each claim, over the whole cluster. Source: pkg/scheduler/backend/cache/snapshot.go (usedPVCSet). */
import type { PodInfo } from "../framework/index.ts";

export class ClaimCounts {
  private readonly uses = new Map<string, number>();

  /** @param key `namespace/name` */
  has(key: string): boolean {
    return this.uses.has(key);
  }

  /** `sign` +1: the pod came to a node; -1: it left. */
  move(pod: PodInfo, sign: 1 | -1): void {
    for (const claim of pod.template.claimNames) {
      const uses = (this.uses.get(claim) ?? 0) + sign;
      if (uses > 0) this.uses.set(claim, uses);
      else this.uses.delete(claim);
    }
  }
}
