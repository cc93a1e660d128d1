/** Numbers and lines as people read them. */
import { describe, expect, it } from "vitest";
import { amount, count, durationText, percent } from "./amounts.ts";
import { wantsColour } from "./ink.ts";
import { columns, shorten, wrap } from "./layout.ts";
import { sparkline, trend } from "./sparkline.ts";

describe("amounts", () => {
  it("shows durations in the two largest units", () => {
    const texts = [0, 999, 5000, 11_500, 1.25e6, 59.9e6, 125e6, 3600e6, 90_061e6, 149 * 86_400e6 + 3 * 3600e6].map(durationText);
    expect(texts).toEqual(["0 µs", "999 µs", "5 ms", "11.5 ms", "1.25 s", "59.9 s", "2 m 5 s", "1 h", "1 d 1 h", "149 d 3 h"]);
  });

  it("never rounds to all or nothing", () => {
    expect([0, 0.00001, 0.5, 0.99999, 1, 1.5, null].map((share) => percent(share))).toEqual([
      "0.0%",
      "<0.1%",
      "50.0%",
      ">99.9%",
      "100.0%",
      "150.0%",
      "-",
    ]);
    expect(percent(0.004, 0)).toBe("<1%");
  });

  it("shows counts and amounts", () => {
    expect([count(1234567), amount(0.25, "cores"), amount(125_514, "cores"), amount(1.5 * 2 ** 40, "bytes"), amount(512, "bytes")]).toEqual(
      ["1,234,567", "0.25", "125,514", "1.5 TiB", "512 B"],
    );
  });
});

describe("layout", () => {
  it("breaks at blanks, within the width", () => {
    expect(wrap("one two three", 9, "  ", "    ")).toEqual(["  one two", "    three"]);
    expect(wrap("averyveryverylongword x", 8, "")).toEqual(["averyveryverylongword", "x"]);
    expect(shorten("abcdef", 4)).toBe("abc…");
  });

  it("lines columns up, colour or not", () => {
    const plain = columns(
      [
        ["a", "1"],
        ["bb", "10"],
      ],
      ["left", "right"],
    );
    expect(plain).toEqual(["  a    1", "  bb  10"]);
    const coloured = columns(
      [
        ["a", "\u001b[31m1\u001b[39m"],
        ["bb", "10"],
      ],
      ["left", "right"],
    );
    expect(coloured[0]).toBe("  a    \u001b[31m1\u001b[39m");
  });
});

describe("sparkline", () => {
  it("draws means of runs, gaps and all heights", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8, 7)).toBe("▁▂▃▄▅▆▇█");
    expect(sparkline([0, 0, 1, 1], 2, 1)).toBe("▁█");
    expect(sparkline([null, 1], 2, 1)).toBe(" █");
    expect(trend([0.1, 0.2], 2)).toBe("▅█");
    expect(trend([0, 0], 2)).toBe("▁▁");
  });
});

describe("wantsColour", () => {
  it("heeds NO_COLOR before all, then FORCE_COLOR, then the terminal", () => {
    expect([
      wantsColour(true, {}),
      wantsColour(false, {}),
      wantsColour(true, { NO_COLOR: "1" }),
      wantsColour(true, { NO_COLOR: "" }),
    ]).toEqual([true, false, false, true]);
    expect([
      wantsColour(false, { FORCE_COLOR: "1" }),
      wantsColour(true, { FORCE_COLOR: "0" }),
      wantsColour(true, { TERM: "dumb" }),
    ]).toEqual([true, false, false]);
  });
});
