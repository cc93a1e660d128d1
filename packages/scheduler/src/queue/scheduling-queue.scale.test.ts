import { expect, it } from "vitest";
import { SECOND_US } from "./backoff.ts";
import { recordRejection } from "./queued-pod.ts";
import { CLAIM_ADD, NODE_ADD, testPod, testQueue } from "./queue-fixture.ts";

const PODS = 100_000;

it("carries 100,000 pods through failure, event, back-off and flush in order", () => {
  let asked = 0;
  const profile = {
    preEnqueue: [],
    registrations: [
      { plugin: "Fit", event: NODE_ADD },
      {
        plugin: "Volumes",
        event: CLAIM_ADD,
        hint: () => {
          asked += 1;
          return "QueueSkip" as const;
        },
      },
    ],
  };
  const queue = testQueue({ profiles: new Map([["default-scheduler", profile]]) });
  const template = testPod("template");
  for (let n = 0; n < PODS; n++)
    queue.add(Object.assign(Object.create(template) as typeof template, { key: `default/p${n}`, uid: `u${n}` }), n);
  for (let n = 0; n < PODS; n++) {
    const queued = queue.pop(PODS + n)!;
    recordRejection(queued, [n % 1000 === 0 ? "Volumes" : "Fit"]);
    queue.addUnschedulableIfNotPresent(queued, PODS + n);
  }
  // A thousand claims concern the hundred pods that a volume holds back, not the others.
  for (let n = 0; n < 1000; n++) queue.moveAllToActiveOrBackoff(CLAIM_ADD, undefined, undefined, SECOND_US);
  expect(asked).toBe(100 * 1000);
  queue.moveAllToActiveOrBackoff(NODE_ADD, undefined, undefined, SECOND_US);
  expect(queue.depth).toEqual({ active: 0, backoff: PODS - 100, unschedulable: 100, gated: 0, inFlight: 0 });
  queue.flush(queue.nextTimerUs(SECOND_US)!);
  let misplaced = 0;
  for (let n = 0; n < PODS; n++) if (n % 1000 !== 0 && queue.pop(3 * SECOND_US)?.podInfo.key !== `default/p${n}`) misplaced += 1;
  expect(misplaced).toBe(0);
  expect(queue.canPop).toBe(false);
});

it("stays small when one pod changes many times", () => {
  const queue = testQueue();
  queue.add(testPod("other"), 0);
  queue.add(testPod("a"), 0);
  for (let n = 0; n < 50_000; n++) queue.update(testPod("a"), testPod("a", { priority: n % 5 }), n);
  expect(queue.depth.active).toBe(2);
  expect(queue.pop(1)?.podInfo.name).toBe("a");
});
