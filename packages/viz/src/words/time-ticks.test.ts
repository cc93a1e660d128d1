/** Times along an axis are round, and as many as there is room for. */
import { describe, expect, it } from "vitest";
import { timeTicks } from "./time-ticks.ts";

describe("timeTicks", () => {
  it.each([
    [3600e6, 8, ["0:00", "0:10", "0:20", "0:30", "0:40", "0:50", "1:00"]],
    [12e6, 3, ["0:00:00", "0:00:05", "0:00:10"]],
    [86400e6, 4, ["0:00", "6:00", "12:00", "18:00", "24:00"]],
    [20 * 86400e6, 3, ["0 d", "7 d", "14 d"]],
    [1e6, 0, ["0:00:00", "0:00:01"]],
  ])("over %d with room for %d", (endUs, most, texts) => {
    expect(timeTicks(endUs, most).map(({ text }) => text)).toEqual(texts);
  });

  it("stay apart where a run takes years", () => {
    expect(timeTicks(3000 * 86400e6, 5).length).toBeLessThanOrEqual(6);
  });
});
