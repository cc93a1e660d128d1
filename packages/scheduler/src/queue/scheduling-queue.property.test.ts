import fc from "fast-check";
import { expect, it } from "vitest";
import type { ClusterEvent } from "../framework/index.ts";
import { SECOND_US } from "./backoff.ts";
import { WILDCARD_EVENT } from "./event-match.ts";
import type { QueuedPod } from "./queued-pod.ts";
import { recordRejection } from "./queued-pod.ts";
import { CLAIM_ADD, NODE_ADD, POD_ADD, POD_GONE, testPod, testProfile, testQueue } from "./queue-fixture.ts";
import { ReferenceQueue } from "./reference-queue-fixture.ts";
import type { SchedulingQueue } from "./scheduling-queue.ts";

type Step =
  | { readonly do: "add"; readonly priority: number; readonly gated: boolean; readonly app: string }
  | { readonly do: "pop" }
  | { readonly do: "back"; readonly which: number; readonly plugins: string[]; readonly pending: string[] }
  | { readonly do: "done"; readonly which: number }
  | { readonly do: "delete"; readonly which: number }
  | { readonly do: "event"; readonly event: ClusterEvent; readonly app: string }
  | { readonly do: "wait"; readonly us: number };

const app = fc.constantFrom("x", "y");
const pluginSet = fc.uniqueArray(fc.constantFrom("Fit", "Affinity", "Volumes"), { maxLength: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("add" as const), priority: fc.integer({ min: 0, max: 2 }), gated: fc.boolean(), app }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pop" as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("back" as const),
      which: fc.nat(9),
      plugins: pluginSet,
      pending: fc.oneof(fc.constant<("Fit" | "Affinity" | "Volumes")[]>([]), pluginSet),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("done" as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), which: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("event" as const),
      event: fc.constantFrom<ClusterEvent>(NODE_ADD, POD_GONE, POD_ADD, CLAIM_ADD, WILDCARD_EVENT, { resource: "CSINode", action: 1 }),
      app,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      us: fc.constantFrom(1, 400_000, SECOND_US, 2_700_000, 20 * SECOND_US, 200 * SECOND_US),
    }),
  },
);

it("does what the plain queue does, and moves nothing but at the times it names", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const limits = { initialUs: SECOND_US, maxUs: 10 * SECOND_US };
      const queue = testQueue({ backoff: limits });
      const plain = new ReferenceQueue(testProfile, limits);
      const flying: QueuedPod[] = [];
      let nowUs = 0;
      for (const [number, s] of steps.entries()) {
        if (s.do === "add") {
          const pod = testPod(`p${number}`, { priority: s.priority, gates: s.gated ? ["g"] : [], labels: { app: s.app } });
          queue.add(pod, nowUs);
          plain.add(pod, nowUs);
        } else if (s.do === "pop") {
          const [popped, expected] = [queue.pop(nowUs), plain.pop()];
          expect(popped?.podInfo.name).toBe(expected?.podInfo.name);
          if (popped !== undefined) flying.push(popped);
        } else if (s.do === "back" && s.which < flying.length) {
          const [queued] = flying.splice(s.which, 1);
          recordRejection(queued!, s.plugins, s.pending);
          queue.addUnschedulableIfNotPresent(queued!, nowUs);
          plain.back(queued!.podInfo.uid, s.plugins, s.pending, nowUs);
        } else if (s.do === "done" && s.which < flying.length) {
          const [queued] = flying.splice(s.which, 1);
          queue.done(queued!.podInfo.uid);
          plain.done(queued!.podInfo.uid);
        } else if (s.do === "delete") {
          const victim = [...queue.pending()].filter((q) => !queue.isInFlight(q.podInfo.uid))[s.which];
          if (victim === undefined) continue;
          queue.delete(victim.podInfo);
          plain.delete(victim.podInfo);
        } else if (s.do === "event") {
          const object = s.event === WILDCARD_EVENT ? undefined : testPod("changed", { labels: { app: s.app } }).pod;
          queue.moveAllToActiveOrBackoff(s.event, undefined, object, nowUs);
          plain.event(s.event, object, nowUs);
        } else if (s.do === "wait") {
          nowUs = wait(queue, plain, nowUs, nowUs + s.us);
        }
        expectSame(queue, plain);
      }
      // Everything that can still be popped comes in the same order, which compares the ties too.
      for (let popped = queue.pop(nowUs); popped !== undefined; popped = queue.pop(nowUs))
        expect(popped.podInfo.name).toBe(plain.pop()?.podInfo.name);
    }),
    { numRuns: 400 },
  );
});

/** Lets time pass: the queue is called only when it asked for it, the plain one at every whole second. */
function wait(queue: SchedulingQueue, plain: ReferenceQueue, fromUs: number, toUs: number): number {
  let timerUs = queue.nextTimerUs(fromUs + 1);
  for (let tickUs = (Math.floor(fromUs / SECOND_US) + 1) * SECOND_US; tickUs <= toUs; tickUs += SECOND_US) {
    const before = places(plain);
    plain.tick(tickUs);
    const moved = places(plain) !== before;
    expect(timerUs === tickUs, `at ${tickUs} the queue asks for ${timerUs}`).toBe(moved);
    if (timerUs === tickUs) {
      queue.flush(tickUs);
      timerUs = queue.nextTimerUs(tickUs + 1);
    }
  }
  return toUs;
}

function places(plain: ReferenceQueue): string {
  return [plain.active, plain.backoff, plain.unschedulable]
    .map((list) =>
      list
        .map((q) => q.podInfo.name)
        .toSorted()
        .join(),
    )
    .join("|");
}

function expectSame(queue: SchedulingQueue, plain: ReferenceQueue): void {
  for (const [where, list] of [
    ["active", plain.active],
    ["backoff", plain.backoff],
    ["unschedulable", plain.unschedulable],
  ] as const) {
    for (const expected of list) {
      const found = queue.get(expected.podInfo.key);
      expect(queue.whereIs(expected.podInfo.key), expected.podInfo.key).toBe(where);
      expect([...found!.unschedulablePlugins].toSorted()).toEqual([...expected.unschedulablePlugins].toSorted());
      const { attempts, timestampUs, gatingPlugin, unschedulableCount, consecutiveErrorsCount, initialAttemptTimestampUs } = expected;
      expect(found).toMatchObject({
        attempts,
        timestampUs,
        gatingPlugin,
        unschedulableCount,
        consecutiveErrorsCount,
        initialAttemptTimestampUs,
      });
    }
  }
  const { active, backoff, unschedulable, gated, inFlight } = queue.depth;
  expect([active, backoff, unschedulable + gated, inFlight]).toEqual([
    plain.active.length,
    plain.backoff.length,
    plain.unschedulable.length,
    plain.flights.length,
  ]);
}
