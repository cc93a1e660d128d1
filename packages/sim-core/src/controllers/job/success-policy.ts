/** When an Indexed Job has succeeded although not all of its indexes have. */
import { countIndexes, type IndexIntervals, parseIndexes } from "./index-intervals.ts";

/** A rule as the API has it. */
export interface SuccessRule {
  /** Indexes as text, "0-3,5". */
  readonly succeededIndexes?: string;
  readonly succeededCount?: number;
}

/**
 * The position of the first rule that is met; undefined when none is. Without any succeeded index none is.
 *
 * Source: pkg/controller/job/success_policy.go, matchSuccessPolicy.
 */
export function matchSuccessPolicy(rules: readonly SuccessRule[], completions: number, succeeded: IndexIntervals): number | undefined {
  if (succeeded.length === 0) return undefined;
  const met = rules.findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && countIndexes(succeeded) >= succeededCount;
    const required = parseIndexes(succeededIndexes, completions);
    if (required.length === 0) return false;
    const contained = countCommon(required, succeeded);
    return contained === countIndexes(required) || (succeededCount !== undefined && contained >= succeededCount);
  });
  return met < 0 ? undefined : met;
}

function countCommon(left: IndexIntervals, right: IndexIntervals): number {
  let common = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const { first, last } = left[i]!;
    const other = right[j]!;
    common += Math.max(Math.min(last, other.last) - Math.max(first, other.first) + 1, 0);
    if (last <= other.last) i++;
    if (other.last <= last) j++;
  }
  return common;
}
