/** The log has a row where the counts have changed, and one at most an instant. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QueueLog } from "./queue-log.ts";

const rows = (log: QueueLog) =>
  Array.from({ length: log.length }, (_, at) => [log.timeUs[at], log.active[at], log.backoff[at], log.unschedulable[at], log.gated[at]]);
const depth = (active: number, backoff = 0, unschedulable = 0, gated = 0) => ({ active, backoff, unschedulable, gated });

describe("QueueLog", () => {
  it("keeps the last counts of an instant, and nothing where they have not changed", () => {
    const log = new QueueLog();
    log.note(0, depth(0));
    log.note(1, depth(1));
    log.note(1, depth(2));
    log.note(2, depth(2));
    log.note(3, depth(1, 1));
    log.note(3, depth(2));
    log.note(4, depth(0, 0, 3, 4));
    expect(rows(log)).toEqual([
      [1, 2, 0, 0, 0],
      [4, 0, 0, 3, 4],
    ]);
  });

  it("says of every instant what was noted last until then, however much there is", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), { maxLength: 1500 }), (steps) => {
        const log = new QueueLog();
        const truth = new Map<number, number>();
        let timeUs = 0;
        for (const [passed, active] of steps) {
          timeUs += passed;
          log.note(timeUs, depth(active));
          truth.set(timeUs, active);
        }
        const found = rows(log);
        for (const [atUs, active] of truth) expect(found.findLast((row) => row[0]! <= atUs)?.[1] ?? 0).toBe(active);
        for (let at = 1; at < found.length; at++) {
          expect(found[at]![0]!).toBeGreaterThan(found[at - 1]![0]!);
          expect(found[at]![1]).not.toBe(found[at - 1]![1]);
        }
      }),
      { numRuns: 30 },
    );
  });
});
