/** Which of two pods is scheduled first. Source: pkg/scheduler/framework/plugins/queuesort/priority_sort.go. */
import type { QueueOrderKey } from "../framework/index.ts";

/** Whether `a` comes strictly before `b`. Pods that are equal in both directions keep the order of their arrival. */
export type QueueSort = (a: QueueOrderKey, b: QueueOrderKey) => boolean;

/** The order of a queue that is not told another: higher priority first, then the earlier timestamp, as the plugin PrioritySort has it. */
export const prioritySort: QueueSort = (a, b) => {
  const byPriority = b.podInfo.priority - a.podInfo.priority;
  return byPriority < 0 || (byPriority === 0 && a.timestampUs < b.timestampUs);
};
