/** The one place that says when a pod is ready: whoever models probes changes this, and all controllers follow. */
import type { PodPhase } from "../../store/index.ts";

/**
 * Since when the pod has been Ready, in microseconds; undefined: it is not.
 *
 * Not modelled: probes and readiness gates; a pod is ready as long as it runs.
 */
export function podReadySinceUs({ phase, startedUs }: { readonly phase: PodPhase; readonly startedUs: number }): number | undefined {
  return phase === "Running" ? startedUs : undefined;
}
