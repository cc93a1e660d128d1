/** Taints and tolerations: which taint a toleration covers. */
import { parseInt64 } from "./int64.ts";
import type { Taint, Toleration } from "./objects.ts";

/**
 * Whether one toleration covers one taint. An absent effect or key covers every one; operator Equal is the default.
 *
 * @param comparisonOperators whether `Lt` and `Gt` count (feature gate TaintTolerationComparisonOperators, off by default).
 * Source: k8s.io/api core/v1/toleration.go, ToleratesTaint.
 */
export function toleratesTaint(toleration: Toleration, taint: Taint, comparisonOperators = false): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? "") {
    case "":
    case "Equal":
      return (toleration.value ?? "") === (taint.value ?? "");
    case "Exists":
      return true;
    case "Lt":
    case "Gt": {
      if (!comparisonOperators) return false;
      const bound = canonicalInteger(toleration.value ?? "");
      const value = canonicalInteger(taint.value ?? "");
      if (bound === undefined || value === undefined) return false;
      return toleration.operator === "Lt" ? value < bound : value > bound;
    }
    default:
      return false;
  }
}

/**
 * The first taint with a wanted effect that no toleration covers; undefined when all are covered.
 *
 * Source: component-helpers scheduling/corev1/helpers.go, FindMatchingUntoleratedTaint.
 */
export function findMatchingUntoleratedTaint(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  effect: (effect: string) => boolean,
  comparisonOperators = false,
): Taint | undefined {
  for (const taint of taints) {
    if (effect(taint.effect) && !tolerations.some((toleration) => toleratesTaint(toleration, taint, comparisonOperators))) return taint;
  }
  return undefined;
}

/** Only canonical decimal integers compare: no plus sign, no leading zeros, no "-0". */
function canonicalInteger(text: string): number | bigint | undefined {
  return /^(?:0|-?[1-9][0-9]*)$/.test(text) ? parseInt64(text) : undefined;
}
