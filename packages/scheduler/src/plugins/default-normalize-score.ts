/**
 * Stretches raw scores to 0..100 by their maximum. Source: pkg/scheduler/framework/plugins/helper/normalize_score.go, Kubernetes
 * v1.36.2.
 */
import type { ScoreColumn } from "../framework/index.ts";

export const MAX_NODE_SCORE = 100;

/**
 * In place: 100 x score / greatest score, rounded down; `reverse` turns it around, so that the least raw score becomes 100. All
 * zero: all 0, or all 100 in reverse. Scores are integers >= 0.
 */
export function defaultNormalizeScore(scores: ScoreColumn, count: number, reverse: boolean): void {
  let greatest = 0;
  for (let i = 0; i < count; i++) if (scores[i]! > greatest) greatest = scores[i]!;
  if (greatest === 0) {
    if (reverse) scores.fill(MAX_NODE_SCORE, 0, count);
    return;
  }
  for (let i = 0; i < count; i++) {
    const score = Math.floor((MAX_NODE_SCORE * scores[i]!) / greatest);
    scores[i] = reverse ? MAX_NODE_SCORE - score : score;
  }
}
