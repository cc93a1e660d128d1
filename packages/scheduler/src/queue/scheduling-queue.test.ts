import { describe, expect, it } from "vitest";
import { Action } from "../framework/index.ts";
import { SECOND_US } from "./backoff.ts";
import { recordRejection } from "./queued-pod.ts";
import { CLAIM_ADD, NODE_ADD, POD_ADD, POD_GONE, refuse, testPod, testProfile, testQueue } from "./queue-fixture.ts";

const seconds = (n: number): number => Math.round(n * SECOND_US);

describe("order of the active queue", () => {
  it("is priority, then time, then arrival", () => {
    const queue = testQueue();
    queue.add(testPod("late"), 5);
    queue.add(testPod("first"), 1);
    queue.add(testPod("second"), 1);
    queue.add(testPod("urgent", { priority: 7 }), 9);
    const names = [];
    for (let next = queue.pop(10); next !== undefined; next = queue.pop(10)) names.push(next.podInfo.name);
    expect(names).toEqual(["urgent", "first", "second", "late"]);
  });

  it("follows an update of the priority", () => {
    const queue = testQueue();
    queue.add(testPod("a", { priority: 1 }), 0);
    queue.add(testPod("b"), 0);
    queue.update(testPod("b"), testPod("b", { priority: 2 }), 1);
    expect(queue.pop(2)?.podInfo.name).toBe("b");
    expect(queue.pop(2)?.podInfo.name).toBe("a");
    expect(queue.pop(2)).toBeUndefined();
  });

  it("gives up a pod that was deleted, and one popped twice", () => {
    const queue = testQueue();
    queue.add(testPod("a"), 0);
    queue.add(testPod("b"), 0);
    queue.delete(testPod("a"));
    expect(queue.pop(1)?.podInfo.name).toBe("b");
    queue.add(testPod("b"), 2);
    expect(queue.pop(3)).toBeUndefined();
  });
});

describe("back-off", () => {
  it("failed at 10.3 s, ends at 11 s, moved at 12 s", () => {
    const queue = testQueue();
    queue.add(testPod("a"), seconds(10));
    refuse(queue, "a", seconds(10.3), ["Fit"]);
    expect(queue.nextTimerUs(seconds(10.3))).toBe(seconds(330));
    queue.moveAllToActiveOrBackoff(NODE_ADD, undefined, {}, seconds(10.4));
    expect(queue.whereIs("default/a")).toBe("backoff");
    expect(queue.nextTimerUs(seconds(10.4))).toBe(seconds(12));
    queue.flush(seconds(11));
    expect(queue.whereIs("default/a")).toBe("backoff");
    queue.flush(seconds(12));
    expect(queue.whereIs("default/a")).toBe("active");
    expect(queue.nextTimerUs(seconds(12))).toBeUndefined();
  });

  it("is cut short by an idle scheduler, except after an error", () => {
    const queue = testQueue();
    queue.add(testPod("refused"), 0);
    queue.add(testPod("failed"), 1);
    refuse(queue, "refused", seconds(1), ["Fit"]);
    expect(refuse(queue, "failed", seconds(1), [])).toBe("backoff");
    queue.moveAllToActiveOrBackoff(NODE_ADD, undefined, {}, seconds(1));
    expect(queue.depth).toEqual({ active: 0, backoff: 2, unschedulable: 0, gated: 0, inFlight: 0 });
    expect(queue.canPop).toBe(true);
    expect(queue.pop(seconds(1))?.podInfo.name).toBe("refused");
    expect(queue.canPop).toBe(false);
    expect(queue.pop(seconds(1))).toBeUndefined();
    queue.flush(seconds(3));
    expect(queue.pop(seconds(3))?.podInfo.name).toBe("failed");
  });

  it("is not served to a pod that waited longer for its event", () => {
    const queue = testQueue();
    queue.add(testPod("a"), 0);
    refuse(queue, "a", seconds(1), ["Fit"]);
    queue.moveAllToActiveOrBackoff(POD_GONE, {}, undefined, seconds(60));
    expect(queue.whereIs("default/a")).toBe("active");
  });

  it("is skipped when a pending plugin says Queue", () => {
    const queue = testQueue();
    queue.add(testPod("a"), 0);
    refuse(queue, "a", seconds(1), ["Fit"], ["Volumes"]);
    queue.moveAllToActiveOrBackoff(CLAIM_ADD, undefined, {}, seconds(1));
    expect(queue.whereIs("default/a")).toBe("active");
  });
});

describe("events", () => {
  it("move only pods whose refusers asked for them", () => {
    const queue = testQueue();
    for (const name of ["fit", "volumes"]) queue.add(testPod(name), 0);
    refuse(queue, "fit", seconds(1), ["Fit"]);
    refuse(queue, "volumes", seconds(1), ["Volumes"]);
    queue.moveAllToActiveOrBackoff(CLAIM_ADD, undefined, {}, seconds(30));
    expect(queue.whereIs("default/volumes")).toBe("active");
    expect(queue.whereIs("default/fit")).toBe("unschedulable");
    queue.moveAllToActiveOrBackoff({ resource: "CSINode", action: Action.Add }, undefined, {}, seconds(31));
    expect(queue.whereIs("default/fit")).toBe("unschedulable");
  });

  it("leave pods whose hint or pre-check says no; a hint that throws counts as yes", () => {
    const queue = testQueue();
    for (const app of ["x", "y"]) queue.add(testPod(app, { labels: { app } }), 0);
    refuse(queue, "x", seconds(1), ["Affinity"]);
    refuse(queue, "y", seconds(1), ["Affinity"]);
    queue.moveAllToActiveOrBackoff(POD_ADD, undefined, testPod("other", { labels: { app: "x" } }).pod, seconds(30), () => false);
    expect(queue.depth.unschedulable).toBe(2);
    queue.moveAllToActiveOrBackoff(POD_ADD, undefined, testPod("other", { labels: { app: "x" } }).pod, seconds(30));
    expect([queue.whereIs("default/x"), queue.whereIs("default/y")]).toEqual(["active", "unschedulable"]);
    queue.moveAllToActiveOrBackoff(POD_ADD, undefined, undefined, seconds(30));
    expect(queue.whereIs("default/y")).toBe("active");
  });

  it("reach pods in flight when they come back", () => {
    const queue = testQueue();
    queue.add(testPod("a"), 0);
    queue.add(testPod("b"), 0);
    const a = queue.pop(seconds(1))!;
    queue.moveAllToActiveOrBackoff(NODE_ADD, undefined, {}, seconds(1.1));
    const b = queue.pop(seconds(1.2))!;
    recordRejection(a, ["Fit"]);
    recordRejection(b, ["Fit"]);
    expect(queue.addUnschedulableIfNotPresent(a, seconds(1.3))).toBe("backoff");
    expect(queue.addUnschedulableIfNotPresent(b, seconds(1.3))).toBe("unschedulable");
    expect(queue.depth.inFlight).toBe(0);
  });

  it("on the pod itself take it out of the unschedulable pool", () => {
    const queue = testQueue();
    const before = testPod("a", { cpu: "4" });
    const after = testPod("a", { cpu: "2" });
    queue.add(before, 0);
    refuse(queue, "a", seconds(1), ["Fit"]);
    queue.update(before, after, seconds(40));
    expect(queue.whereIs("default/a")).toBe("active");
    expect(queue.get("default/a")?.podInfo).toBe(after);
  });

  it("by activation concern one pod, also while it is in flight", () => {
    const queue = testQueue();
    for (const name of ["a", "b", "c"]) queue.add(testPod(name), 0);
    refuse(queue, "a", seconds(1), ["Fit"]);
    const b = queue.pop(seconds(1))!;
    const c = queue.pop(seconds(1))!;
    queue.activate([testPod("a"), testPod("b")], seconds(2));
    expect(queue.whereIs("default/a")).toBe("active");
    recordRejection(b, ["Fit"]);
    recordRejection(c, ["Fit"]);
    expect(queue.addUnschedulableIfNotPresent(b, seconds(2))).toBe("backoff");
    expect(queue.addUnschedulableIfNotPresent(c, seconds(2))).toBe("unschedulable");
  });
});

describe("the unschedulable pool", () => {
  it("is left after more than five minutes, at a multiple of 30 s from the start", () => {
    const queue = testQueue({ startUs: seconds(2) });
    queue.add(testPod("a"), seconds(3));
    refuse(queue, "a", seconds(32), ["Fit"]);
    // 332 s is a tick, but then the pod is exactly five minutes old.
    expect(queue.nextTimerUs(seconds(32))).toBe(seconds(362));
    queue.flush(seconds(332));
    expect(queue.whereIs("default/a")).toBe("unschedulable");
    queue.flush(seconds(362));
    expect(queue.whereIs("default/a")).toBe("active");
    expect(queue.get("default/a")?.wasFlushedFromUnschedulable).toBe(true);
  });

  it("holds gated pods without a timer until the gate is lifted", () => {
    const queue = testQueue();
    const gated = testPod("a", { gates: ["g"] });
    queue.add(gated, 0);
    expect(queue.depth).toEqual({ active: 0, backoff: 0, unschedulable: 0, gated: 1, inFlight: 0 });
    expect(queue.nextTimerUs(0)).toBeUndefined();
    queue.flush(seconds(600));
    queue.moveAllToActiveOrBackoff(NODE_ADD, undefined, {}, seconds(601));
    expect(queue.depth.gated).toBe(1);
    queue.update(gated, testPod("a"), seconds(700));
    expect(queue.depth).toEqual({ active: 1, backoff: 0, unschedulable: 0, gated: 0, inFlight: 0 });
    expect(queue.pop(seconds(701))?.initialAttemptTimestampUs).toBe(seconds(700));
  });

  it("keeps gates of unknown profiles open and moves their pods on any event", () => {
    const queue = testQueue({
      profiles: new Map([
        ["default-scheduler", testProfile],
        ["other", { preEnqueue: [], registrations: [] }],
      ]),
    });
    queue.add(testPod("lost", { schedulerName: "nobody" }), 0);
    queue.add(testPod("other", { schedulerName: "other" }), 0);
    refuse(queue, "lost", 1, ["Fit"]);
    refuse(queue, "other", 1, ["Fit"]);
    queue.moveAllToActiveOrBackoff(NODE_ADD, undefined, {}, seconds(60));
    expect([queue.whereIs("default/lost"), queue.whereIs("default/other")]).toEqual(["active", "unschedulable"]);
  });
});

describe("bookkeeping", () => {
  it("names reasons as Kubernetes' metric does", () => {
    const seen: string[] = [];
    const queue = testQueue({ onMove: (queued, to, reason) => seen.push(`${queued.podInfo.name} ${to} ${reason}`) });
    queue.add(testPod("a"), 0);
    refuse(queue, "a", 0, ["Fit"]);
    queue.moveAllToActiveOrBackoff(NODE_ADD, undefined, {}, 1);
    queue.flush(seconds(2));
    expect(seen).toEqual([
      "a active UnschedulablePodAdd",
      "a unschedulable ScheduleAttemptFailure",
      "a backoff NodeAdd",
      "a active BackoffComplete",
    ]);
  });

  it("knows the oldest pod until it is bound or gone", () => {
    const queue = testQueue();
    for (const [at, name] of ["a", "b", "c"].entries()) queue.add(testPod(name), at);
    expect(queue.oldest?.podInfo.name).toBe("a");
    refuse(queue, "a", seconds(1), ["Fit"]);
    expect(queue.oldest?.podInfo.name).toBe("a");
    queue.delete(testPod("a"));
    queue.done(queue.pop(seconds(2))!.podInfo.uid);
    expect(queue.oldest?.podInfo.name).toBe("c");
  });

  it("drops a pod that comes back while one of its name is queued", () => {
    const queue = testQueue();
    queue.add(testPod("a", { uid: "old" }), 0);
    const old = queue.pop(1)!;
    queue.add(testPod("a", { uid: "new" }), 2);
    recordRejection(old, ["Fit"]);
    expect(queue.addUnschedulableIfNotPresent(old, 3)).toBeUndefined();
    expect(queue.depth).toEqual({ active: 1, backoff: 0, unschedulable: 0, gated: 0, inFlight: 0 });
  });
});
