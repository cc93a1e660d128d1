import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplicaPod } from "../replica-pod.ts";
import { activePodsForRemoval, indexedPodsForRemoval } from "./active-pods-for-removal.ts";
import {
  countIndexes,
  firstPendingIndexes,
  hasIndex,
  indexIntervalsText,
  mergeIndexes,
  parseIndexes,
  withIndexes,
} from "./index-intervals.ts";
import { nextJobBackoff, NO_JOB_BACKOFF, remainingBackoffUs, remainingIndexBackoffUs } from "./job-backoff.ts";
import { failedIndexes, type IndexedPod, parseCompletionIndex, parseFailureCount, succeededIndexes } from "./job-indexes.ts";
import { podFinishedUs } from "./pod-finished-time.ts";
import { matchPodFailurePolicy } from "./pod-failure-policy.ts";
import { matchSuccessPolicy } from "./success-policy.ts";

const SECOND_US = 1_000_000;

describe("completion indexes", () => {
  it.each([
    ["", "", 0],
    ["1,2,3", "1-3", 3],
    ["5-10", "5-7", 3],
    ["1,a,3", "1,3", 2],
    ["8,9", "", 0],
    ["-1", "", 0],
  ])("%j below 8: %j", (text, canonical, count) => {
    const found = parseIndexes(text, 8);
    expect([indexIntervalsText(found), countIndexes(found)]).toEqual([canonical, count]);
  });

  it("agree with sets of numbers", () => {
    const indexes = fc.array(fc.nat(40), { maxLength: 20 });
    fc.assert(
      fc.property(indexes, indexes, fc.nat(45), (left, right, count) => {
        const union = [...new Set([...left, ...right])].sort((a, b) => a - b);
        const merged = mergeIndexes(withIndexes([], left), withIndexes([], right));
        expect(Array.from({ length: 41 }, (_, i) => i).filter((i) => hasIndex(merged, i))).toEqual(union);
        expect(countIndexes(merged)).toBe(union.length);
        expect(parseIndexes(indexIntervalsText(merged), 41)).toEqual(merged);
        const free = Array.from({ length: 30 }, (_, i) => i).filter((i) => !union.includes(i));
        expect(firstPendingIndexes(count, 30, merged)).toEqual(free.slice(0, count));
      }),
    );
  });

  it("count a pod once, if its index is valid", () => {
    const pod: IndexedPod = { index: 1, phase: "Succeeded", deleting: false, isUncounted: true, indexFailures: 0 };
    const pods = [pod, { ...pod, index: 2, isUncounted: false }, { ...pod, index: 9 }, { ...pod, index: undefined }];
    expect(indexIntervalsText(succeededIndexes(parseIndexes("3", 5), 5, pods))).toBe("1,3");
  });

  it("fail beyond the limit of the index, by a rule, or by deletion unless only failed pods are replaced", () => {
    const pod: IndexedPod = { index: 0, phase: "Failed", deleting: false, isUncounted: true, indexFailures: 1 };
    const failed = (change: Partial<IndexedPod>, limit: number, ...more: ["TerminatingOrFailed" | "Failed"]) =>
      failedIndexes([], 5, [{ ...pod, ...change }], limit, ...more).length;
    expect([failed({}, 1, "Failed"), failed({}, 2, "Failed")]).toEqual([1, 0]);
    const leaving = { phase: "Running", deleting: true } as const;
    expect([failed(leaving, 0, "TerminatingOrFailed"), failed(leaving, 0, "Failed")]).toEqual([1, 0]);
    const failure = { namespace: "n", name: "p", containers: [{ name: "c", exitCode: 42 }], conditions: [] };
    const onExitCodes = { operator: "In", values: [42] } as const;
    const byRule = (action: "FailIndex" | "Ignore") =>
      failedIndexes([], 5, [{ ...pod, failure }], action === "Ignore" ? 0 : 9, "Failed", [{ action, onExitCodes }]);
    expect([byRule("FailIndex").length, byRule("Ignore").length]).toEqual([1, 0]);
  });

  it("are read from annotations", () => {
    expect(["0", "+3", "-1", "x", "", undefined].map(parseCompletionIndex)).toEqual([0, 3, undefined, undefined, undefined, undefined]);
    expect(["2", "-1", "2147483648", undefined].map(parseFailureCount)).toEqual([2, 0, 0, 0]);
  });
});

describe("job back-off", () => {
  it("doubles from 10 s to 10 min", () => {
    const delays = [0, 1, 2, 3, 6, 7, 20].map((failures) => remainingBackoffUs({ failures, lastFailureUs: 0 }, 0) / SECOND_US);
    expect(delays).toEqual([0, 10, 20, 40, 320, 600, 600]);
    expect(remainingBackoffUs({ failures: 1, lastFailureUs: 0 }, 11 * SECOND_US)).toBe(0);
    expect(remainingIndexBackoffUs(1, 1, 0, 5 * SECOND_US)).toBe(35 * SECOND_US);
  });

  it("forgets failures before a success", () => {
    const failed = nextJobBackoff(NO_JOB_BACKOFF, [], [5, 9, 7]);
    expect(failed).toEqual({ failures: 3, lastFailureUs: 9 });
    expect(nextJobBackoff(failed, [], [])).toEqual(failed);
    expect(nextJobBackoff(failed, [12], [])).toEqual(NO_JOB_BACKOFF);
    expect(nextJobBackoff(failed, [12], [11, 12, 13])).toEqual({ failures: 1, lastFailureUs: 13 });
  });

  it("takes the best known time at which a pod finished", () => {
    const pod = {
      containersUs: [7, 9],
      sidecarsUs: [],
      notReadySinceUs: 50,
      deletionUs: 40 * SECOND_US,
      deletionGraceSeconds: 30,
      createdUs: 1,
    };
    expect(podFinishedUs({ ...pod, sidecarsUs: [11] })).toBe(11);
    expect(podFinishedUs({ ...pod, containersUs: [7, undefined] })).toBe(50);
    expect(podFinishedUs({ ...pod, containersUs: [7, undefined], sidecarsUs: [11] })).toBe(11);
    expect(podFinishedUs({ ...pod, containersUs: [], notReadySinceUs: undefined })).toBe(10 * SECOND_US);
    expect(podFinishedUs({ ...pod, containersUs: [], notReadySinceUs: undefined, deletionUs: undefined })).toBe(1);
  });
});

describe("policies", () => {
  const pod = {
    namespace: "n",
    name: "p",
    containers: [
      { name: "a", exitCode: 0 },
      { name: "b", exitCode: 3 },
    ],
    conditions: [{ type: "T", status: "True" }],
  };

  it("use the first rule that matches a failed container or a condition", () => {
    const exit = (operator: "In" | "NotIn", values: number[], containerName?: string) => ({
      operator,
      values,
      ...(containerName && { containerName }),
    });
    expect(matchPodFailurePolicy([], pod)).toEqual({ countFailed: true });
    expect(matchPodFailurePolicy([{ action: "Ignore", onExitCodes: exit("NotIn", [3]) }], pod)).toEqual({ countFailed: true });
    expect(matchPodFailurePolicy([{ action: "Ignore", onExitCodes: exit("In", [3]) }], pod)).toEqual({
      countFailed: false,
      action: "Ignore",
    });
    expect(matchPodFailurePolicy([{ action: "Ignore", onExitCodes: exit("In", [3], "a") }], pod)).toEqual({ countFailed: true });
    expect(
      matchPodFailurePolicy(
        [
          { action: "Count", onPodConditions: [] },
          { action: "FailJob", onPodConditions: pod.conditions },
        ],
        pod,
      ),
    ).toEqual({
      countFailed: true,
      action: "FailJob",
      message: "Pod n/p has condition T matching FailJob rule at index 1",
    });
  });

  it("let a job succeed by indexes, by number, or by both", () => {
    const succeeded = parseIndexes("0,1,5", 10);
    expect(matchSuccessPolicy([{ succeededIndexes: "0-2" }, { succeededIndexes: "0-2", succeededCount: 2 }], 10, succeeded)).toBe(1);
    expect(matchSuccessPolicy([{ succeededIndexes: "0,5" }], 10, succeeded)).toBe(0);
    expect(matchSuccessPolicy([{ succeededCount: 4 }, { succeededIndexes: "x" }], 10, succeeded)).toBeUndefined();
    expect(matchSuccessPolicy([{ succeededCount: 0 }], 10, [])).toBeUndefined();
  });
});

describe("pods for removal", () => {
  const pod = (uid: string, createdUs: number): ReplicaPod => ({
    uid,
    node: "n",
    phase: "Running",
    readySinceUs: createdUs,
    createdUs,
    deletionCost: 0,
    restarts: 0,
    sidecarRestarts: 0,
    deleting: false,
  });
  const pods = [pod("a", 1), pod("b", 2), pod("c", 3), pod("d", 4)];

  it("are the youngest ones", () => {
    expect(activePodsForRemoval(pods, 2).map(({ uid }) => uid)).toEqual(["d", "c"]);
  });

  it("are first those without a place of their own", () => {
    const index = new Map([
      ["a", 0],
      ["b", 0],
      ["c", 7],
      ["d", 1],
    ]);
    const removed = (atLeast: number) => indexedPodsForRemoval(pods, ({ uid }) => index.get(uid), 3, atLeast).map(({ uid }) => uid);
    expect(removed(0).toSorted()).toEqual(["b", "c"]);
    expect(removed(3).toSorted()).toEqual(["b", "c", "d"]);
    expect(indexedPodsForRemoval(pods, () => undefined, 3, 0)).toHaveLength(4);
  });
});
