import { describe, expect, it } from "vitest";
import { EvictionLimiter } from "./eviction-limiter.ts";
import { ZoneTaintQueue } from "./zone-taint-queue.ts";

const SECOND_US = 1_000_000;
const TICK_US = 100_000;

/** Moments at which a limiter that is asked every 100 ms lets something pass, as seconds. */
function accepted(limiter: EvictionLimiter, untilUs: number): number[] {
  const moments: number[] = [];
  for (let nowUs = 0; nowUs < untilUs; nowUs += TICK_US) if (limiter.tryAccept(nowUs)) moments.push(nowUs / SECOND_US);
  return moments;
}

describe("EvictionLimiter", () => {
  // As client-go's limiter answers: 0.01 is a little less in single precision, so a tick is missed.
  it.each([
    [0.1, [0, 10, 20, 30]],
    [0.01, [0, 100.1, 200.2, 300.3]],
    [1, [0, 1, 2, 3]],
    [0.3, [0, 3.4, 6.8, 10.2]],
    [0, []],
  ])("%d a second", (rate, moments) => {
    expect(accepted(new EvictionLimiter(rate), 400 * SECOND_US).slice(0, 4)).toEqual(moments);
  });

  it("names the first moment at which it will accept", () => {
    const limiter = new EvictionLimiter(0.01);
    expect(limiter.nextAcceptUs(7)).toBe(7);
    limiter.tryAccept(0);
    const nextUs = limiter.nextAcceptUs(50 * SECOND_US)!;
    expect(nextUs).toBe(100_000_003);
    expect(limiter.tryAccept(nextUs - 1)).toBe(false);
    expect(limiter.tryAccept(nextUs)).toBe(true);
    expect(new EvictionLimiter(0).nextAcceptUs(0)).toBeUndefined();
  });

  it("starts full after a swap only if it was full", () => {
    const full = new EvictionLimiter(0.1);
    full.swapRate(0.01, SECOND_US);
    expect(full.nextAcceptUs(SECOND_US)).toBe(SECOND_US);

    const empty = new EvictionLimiter(0.1);
    empty.tryAccept(0);
    empty.swapRate(0.2, SECOND_US);
    expect(Math.round(empty.nextAcceptUs(SECOND_US)! / 1000)).toBe(6_000);

    const stopped = new EvictionLimiter(0);
    stopped.swapRate(0.1, 100 * SECOND_US);
    expect(Math.round(stopped.nextAcceptUs(100 * SECOND_US)! / 1000)).toBe(110_000);
  });
});

describe("ZoneTaintQueue", () => {
  it("hands out nodes one by one, and sends one that is added again to the end", () => {
    const queue = new ZoneTaintQueue<string>(0.1);
    for (const node of ["a", "b", "c", "a"]) queue.requeue(node);
    expect(queue.take(0)).toBe("b");
    expect(queue.take(0)).toBeUndefined();
    expect(queue.nextTakeUs(0)).toBeCloseTo(10 * SECOND_US, -2);
    expect([queue.remove("c"), queue.remove("c"), queue.size]).toEqual([true, false, 1]);
    expect(queue.take(10 * SECOND_US)).toBe("a");
    expect(queue.nextTakeUs(0)).toBeUndefined();
  });
});
