import fc from "fast-check";
import FastPriorityQueue from "fastpriorityqueue";
import { describe, expect, it } from "vitest";
import { AssertionError } from "./assertion.ts";
import { restoreEventQueue, retainEvents, saveEventQueue } from "./event-queue-state.ts";
import { EventQueue, MAX_TAG, MAX_TICK } from "./event-queue.ts";

interface Reference {
  tick: number;
  seq: number;
  tag: number;
  slot: number;
}

const before = (a: Reference, b: Reference): boolean => a.tick < b.tick || (a.tick === b.tick && a.seq < b.seq);

type Step =
  | { do: "push"; delay: number }
  | { do: "pop" }
  | { do: "peek" }
  | { do: "popBefore"; ahead: number }
  | { do: "retain"; modulus: number }
  | { do: "keyframe" };

const delay = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom(1023, 1024, 1025, 2 ** 20 - 1, 2 ** 20, 2 ** 29, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 50 - 1),
  fc.integer({ min: 0, max: 5000 }),
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.maxSafeNat().map((n) => Math.floor(n / 1024)),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 60, arbitrary: delay.map((d): Step => ({ do: "push", delay: d })) },
  { weight: 50, arbitrary: fc.constant<Step>({ do: "pop" }) },
  { weight: 10, arbitrary: fc.constant<Step>({ do: "peek" }) },
  { weight: 10, arbitrary: delay.map((d): Step => ({ do: "popBefore", ahead: d })) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }).map((modulus): Step => ({ do: "retain", modulus })) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "keyframe" }) },
);

/** Runs the steps on the queue and on fastpriorityqueue with (tick, seq) and compares every answer. */
function compare(steps: Step[]): void {
  let queue = new EventQueue();
  let reference = new FastPriorityQueue(before);
  let seq = 0;
  let now = 0;
  const popBoth = (): void => {
    const expected = reference.poll();
    expect(queue.pop()).toBe(expected !== undefined);
    if (expected === undefined) return;
    expect([queue.tick, queue.tag, queue.slot]).toEqual([expected.tick, expected.tag, expected.slot]);
    now = expected.tick;
  };
  for (const s of steps) {
    if (s.do === "push") {
      const tick = Math.min(now + s.delay, MAX_TICK);
      const event = { tick, seq, tag: seq % (MAX_TAG + 1), slot: seq % 2 === 0 ? seq : -seq };
      queue.push(event.tick, event.tag, event.slot);
      reference.add(event);
      seq++;
    } else if (s.do === "pop") {
      popBoth();
    } else if (s.do === "peek") {
      const expected = reference.peek();
      expect(queue.peek()).toBe(expected !== undefined);
      if (expected !== undefined) expect([queue.tick, queue.slot]).toEqual([expected.tick, expected.slot]);
    } else if (s.do === "popBefore") {
      const limit = Math.min(now + s.ahead, MAX_TICK);
      const first = reference.peek();
      const popped = queue.popBefore(Math.floor(limit / 2 ** 30), limit % 2 ** 30);
      expect(popped).toBe(first !== undefined && first.tick < limit);
      if (popped) {
        expect([queue.tick, queue.slot]).toEqual([first!.tick, first!.slot]);
        now = reference.poll()!.tick;
      }
    } else if (s.do === "retain") {
      queue = retainEvents(queue, (_, slot) => slot % s.modulus !== 0);
      const kept = new FastPriorityQueue(before);
      reference.forEach((event) => {
        if (event.slot % s.modulus !== 0) kept.add(event);
      });
      reference = kept;
    } else {
      const state = structuredClone(saveEventQueue(queue));
      queue = restoreEventQueue(state);
      expect(saveEventQueue(queue)).toEqual(state);
    }
    expect(queue.size).toBe(reference.size);
    expect(queue.clock).toBe(now);
  }
  while (queue.size > 0) popBoth();
  popBoth();
}

describe("EventQueue", () => {
  it("pops what fastpriorityqueue with (tick, seq) pops", () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 400, size: "max" }), compare), { numRuns: 200, seed: 1 });
  });

  it("keeps the order of thousands of equal and near ticks", () => {
    const queue = new EventQueue();
    const delays = [10_000_000, 10_000_000, 1_000_000, 0, 7, 3_600_000_000, 1023, 1 << 20];
    const pushed: Reference[] = [];
    const push = (tick: number, seq: number): void => {
      queue.push(tick, seq & 511, seq);
      pushed.push({ tick, seq, tag: seq & 511, slot: seq });
    };
    for (let i = 0; i < 6000; i++) push(delays[i % 8]! * (1 + (i % 3)), i);
    const popped: number[] = [];
    for (let i = 6000; i < 20_000; i++) {
      queue.pop();
      popped.push(queue.slot);
      push(queue.tick + delays[(i * 7) % 8]!, i);
    }
    while (queue.pop()) popped.push(queue.slot);
    const expected = pushed.sort((a, b) => a.tick - b.tick || a.seq - b.seq).map((event) => event.seq);
    expect(popped).toEqual(expected);
  });

  it("refuses ticks below the tick popped last, fractions, negatives and what is too large", () => {
    const queue = new EventQueue();
    queue.push(5_000_000_000, 0, 0);
    queue.push(5_000_000_001, 0, 0);
    queue.pop();
    expect(() => queue.push(4_999_999_999, 0, 0)).toThrow(AssertionError);
    expect(() => queue.push(3, 0, 0)).toThrow("event at tick 3; accepted: an integer from 5000000000");
    for (const bad of [5_000_000_000.5, -1, Number.NaN, Infinity, 2 ** 53, 2 ** 54 + 2 ** 20])
      expect(() => queue.push(bad, 0, 0)).toThrow(AssertionError);
    queue.push(5_000_000_000, 0, 7);
    expect(queue.size).toBe(2);
    queue.pop();
    expect(queue.slot).toBe(7);
  });

  it("refuses ticks beyond 53 bits even at the start", () => {
    const queue = new EventQueue();
    for (const bad of [-1, 0.5, Number.NaN, Infinity, -Infinity, 2 ** 53, 2 ** 60])
      expect(() => queue.push(bad, 0, 0)).toThrow(AssertionError);
    queue.push(MAX_TICK, MAX_TAG, -(2 ** 31));
    expect([queue.pop(), queue.tick, queue.tag, queue.slot]).toEqual([true, MAX_TICK, MAX_TAG, -(2 ** 31)]);
  });

  it("does not move the clock by looking", () => {
    const queue = new EventQueue();
    queue.push(9_000_000, 1, 1);
    queue.push(9_000_001, 1, 2);
    expect(queue.peek()).toBe(true);
    expect(queue.tick).toBe(9_000_000);
    queue.push(10, 1, 3);
    expect([queue.pop(), queue.slot]).toEqual([true, 3]);
  });
});
