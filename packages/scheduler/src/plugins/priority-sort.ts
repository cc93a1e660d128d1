/** PrioritySort: the order of the active queue. Source: pkg/scheduler/framework/plugins/queuesort/priority_sort.go, v1.36.2. */
import type { Plugin, QueueOrderKey } from "../framework/index.ts";

export const PRIORITY_SORT = "PrioritySort";

/** The plugin; it takes no arguments. */
export function newPrioritySort(): Plugin {
  return { name: PRIORITY_SORT, less: hasPriorityOver };
}

/** Higher priority first; among equals, who has waited since earlier. */
export function hasPriorityOver(a: QueueOrderKey, b: QueueOrderKey): boolean {
  const difference = a.podInfo.priority - b.podInfo.priority;
  return difference > 0 || (difference === 0 && a.timestampUs < b.timestampUs);
}
