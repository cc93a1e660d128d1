/** What is decided around the metrics: sizes outside the bounds, and several metrics together. */

export interface OutOfBounds {
  readonly kind: "disabled" | "aboveMax" | "belowMin";
  readonly replicas: number;
}

/**
 * Where the size found makes metrics needless: 0 switches scaling off, one out of bounds is brought back; undefined: the
 * metrics decide.
 *
 * Not modelled: scaling from and to 0 (feature gate HPAScaleToZero, off by default).
 * Source: pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler.
 */
export function replicasOutOfBounds(current: number, minReplicas: number, maxReplicas: number): OutOfBounds | undefined {
  if (current === 0) return { kind: "disabled", replicas: 0 };
  if (current > maxReplicas) return { kind: "aboveMax", replicas: maxReplicas };
  return current < minReplicas ? { kind: "belowMin", replicas: minReplicas } : undefined;
}

/**
 * The greatest of the metrics' proposals; undefined (no scaling) when all failed, or some did and the others propose less
 * than there is.
 *
 * @param proposals undefined: the metric could not be had.
 * Source: pkg/controller/podautoscaler/horizontal.go, computeReplicasForMetrics.
 */
export function combineProposals(proposals: readonly (number | undefined)[], current: number): number | undefined {
  const valid = proposals.filter((each) => each !== undefined);
  if (valid.length === 0) return undefined;
  const greatest = valid.reduce((most, each) => Math.max(most, each));
  return valid.length < proposals.length && greatest < current ? undefined : greatest;
}
