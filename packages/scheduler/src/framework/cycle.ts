/** One attempt to schedule a pod, as its plugins see it. */
import type { PodInfo } from "./pod-info.ts";
import type { Snapshot } from "./snapshot.ts";

/** The attempt a plugin takes part in. */
export interface Cycle {
  readonly pod: PodInfo;
  readonly snapshot: Snapshot;
}
