import { describe, expect, it } from "vitest";
import { isTerminatingOutOfService, isUnscheduledTerminating, terminatedPodsToDelete } from "./pod-gc.ts";

describe("pod garbage collection", () => {
  it("takes evicted pods first, then the oldest, down to the threshold", () => {
    const pods = [
      { name: "c", createdUs: 1, evicted: false },
      { name: "b", createdUs: 1, evicted: false },
      { name: "a", createdUs: 2, evicted: false },
      { name: "e", createdUs: 9, evicted: true },
    ];
    expect(terminatedPodsToDelete(pods, 1).map(({ name }) => name)).toEqual(["e", "b", "c"]);
    expect(terminatedPodsToDelete(pods, 4)).toEqual([]);
    expect(terminatedPodsToDelete(pods, 0)).toEqual([]);
  });

  it("frees terminating pods that no kubelet will finish", () => {
    const outOfService = [{ key: "node.kubernetes.io/out-of-service", effect: "NoExecute" }];
    expect(isTerminatingOutOfService({ deleting: true }, false, outOfService)).toBe(true);
    expect(isTerminatingOutOfService({ deleting: true }, true, outOfService)).toBe(false);
    expect(isTerminatingOutOfService({ deleting: true }, false, [])).toBe(false);
    expect(isUnscheduledTerminating({ deleting: true, node: "" })).toBe(true);
    expect(isUnscheduledTerminating({ deleting: true, node: "n0" })).toBe(false);
  });
});
