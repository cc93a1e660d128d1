/** Which of two pods is scheduled first. Source: pkg/scheduler/framework/plugins/queuesort/priority_sort.go. */
import type { PodInfo } from "../framework/index.ts";

/** What a queue order may look at. */
export interface Sortable {
  readonly podInfo: PodInfo;
  readonly timestampUs: number;
}

/** Whether `a` comes strictly before `b`. Pods that are equal in both directions keep the order of their arrival. */
export type QueueSort = (a: Sortable, b: Sortable) => boolean;

/** Higher priority first, then the earlier timestamp. */
export const prioritySort: QueueSort = (a, b) => {
  const byPriority = b.podInfo.priority - a.podInfo.priority;
  return byPriority < 0 || (byPriority === 0 && a.timestampUs < b.timestampUs);
};
