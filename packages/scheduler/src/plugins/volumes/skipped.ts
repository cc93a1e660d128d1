/** The PreFilter answer for pods that a volume plugin has nothing to say about: one shared value, so that such pods cost nothing. */
import { SKIP } from "../../framework/index.ts";
import type { PodInfo, PreFilterResult } from "../../framework/index.ts";

export const SKIPPED: PreFilterResult<never> = { status: SKIP };

/** Whether the pod lists no volumes at all, the common case in large traces. */
export function hasNoVolumes(pod: PodInfo): boolean {
  const volumes = pod.pod.spec.volumes;
  return volumes === undefined || volumes.length === 0;
}
