/** The sentence about a preemption that found no candidate. Source: pkg/scheduler/framework/preemption/preemption.go, FitError.Error. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { Status } from "../framework/index.ts";

/** "0/7 nodes are available: 2 Insufficient cpu, 5 Preemption is not helpful for scheduling." */
export function preemptionReasons(statuses: readonly Status[], nodeCount: number): string {
  const counts = new Map<string, number>();
  for (const status of statuses) {
    for (const reason of status.reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const rest = nodeCount - statuses.length;
  const notHelpful = "Preemption is not helpful for scheduling";
  if (rest > 0) counts.set(notHelpful, (counts.get(notHelpful) ?? 0) + rest);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort(byCodeUnits);
  return `0/${nodeCount} nodes are available:${parts.length > 0 ? ` ${parts.join(", ")}.` : ""}`;
}
