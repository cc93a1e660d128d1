/** Texts are cut to their room, and names that differ in their ends still do. */
import { describe, expect, it } from "vitest";
import { cutText } from "./cut-text.ts";

const room = (letters: number) => (text: string) => text.length <= letters;

describe("a text that is too long", () => {
  it("is cut at its end, or in its middle where it is told to be", () => {
    expect(cutText("redis-open", room(10))).toBe("redis-open");
    expect(cutText("redis-open", room(8))).toBe("redis-o…");
    expect(cutText("redis-open", room(8), "middle")).toBe("redi…pen");
    expect(cutText("redis-open", room(3), "middle")).toBe("");
  });

  it("stays another one than its neighbours, whose beginning is the same", () => {
    const names = ["redis-open", "redis-stall", "redis-limit", "redis-maxmemory"];
    expect(new Set(names.map((name) => cutText(name, room(7))))).toHaveLength(1);
    expect(new Set(names.map((name) => cutText(name, room(7), "middle")))).toHaveLength(4);
  });
});
