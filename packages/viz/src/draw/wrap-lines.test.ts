/** Lines keep within their room, lose no word, and are as few as that allows. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrapLines } from "./wrap-lines.ts";

describe("wrapLines", () => {
  it("breaks between words", () => {
    expect(wrapLines("bins of 45 s, value at their end", 100, 11)).toEqual(["bins of 45 s,", "value at their", "end"]);
    expect(wrapLines("", 100, 11)).toEqual([]);
    expect(wrapLines("unschedulable", 10, 11)).toEqual(["unschedulable"]);
  });

  it("keeps every word in order, and joins no two lines that would fit in one", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), fc.integer({ min: 1, max: 600 }), (words, width) => {
        const lines = wrapLines(words.join(" "), width, 10);
        expect(lines.join(" ")).toBe(words.join(" "));
        const most = Math.max(1, Math.floor(width / 5.5));
        for (const [at, line] of lines.entries()) {
          if (line.includes(" ")) expect(line.length).toBeLessThanOrEqual(most);
          if (at > 0) expect(lines[at - 1]!.length + 1 + line.split(" ")[0]!.length).toBeGreaterThan(most);
        }
      }),
    );
  });
});
