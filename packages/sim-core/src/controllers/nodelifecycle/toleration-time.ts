/** For how long tolerations bear taints. */
import { type Taint, type Toleration, toleratesTaint } from "../../model/index.ts";

/**
 * For each taint the first toleration that covers it; undefined when one is not covered.
 *
 * Source: pkg/apis/core/v1/helper/helpers.go, GetMatchingTolerations.
 */
export function matchingTolerations(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  comparisonOperators = false,
): Toleration[] | undefined {
  const used: Toleration[] = [];
  for (const taint of taints) {
    const toleration = tolerations.find((each) => toleratesTaint(each, taint, comparisonOperators));
    if (toleration === undefined) return undefined;
    used.push(toleration);
  }
  return used;
}

/**
 * The shortest tolerationSeconds; 0 where one is not positive and where there are no tolerations; Infinity when none is limited.
 *
 * Source: pkg/controller/tainteviction/taint_eviction.go, getMinTolerationTime.
 */
export function minTolerationSeconds(tolerations: readonly Toleration[]): number {
  if (tolerations.length === 0) return 0;
  return tolerations.reduce((least, { tolerationSeconds }) => Math.min(least, Math.max(tolerationSeconds ?? Infinity, 0)), Infinity);
}
