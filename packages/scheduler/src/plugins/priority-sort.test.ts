import { expect, it } from "vitest";
import { pod, SmallCluster } from "./plugin-fixture.ts";
import { newPrioritySort } from "./priority-sort.ts";

const cluster = new SmallCluster([]);
const queued = (priority: number | undefined, timestampUs: number) => ({
  podInfo: cluster.info(pod("p", priority === undefined ? {} : { priority })),
  timestampUs,
});

it.each([
  ["higher priority first", queued(2, 9), queued(1, 1), true],
  ["lower priority last, however long it waits", queued(1, 1), queued(2, 9), false],
  ["no priority is 0", queued(undefined, 9), queued(-1, 1), true],
  ["the earlier timestamp among equals", queued(1, 1), queued(1, 2), true],
  ["equals are not before each other", queued(1, 1), queued(1, 1), false],
])("PrioritySort: %s", (_, a, b, before) => {
  expect(newPrioritySort().less?.(a, b)).toBe(before);
});
