import { describe, expect, it } from "vitest";
import { randomStreams } from "./random.ts";

const draws = (stream: { next(): number }, n = 5): number[] => Array.from({ length: n }, () => stream.next());

describe("randomStreams", () => {
  it("gives recorded numbers", () => {
    expect(draws(randomStreams(42).stream("arrivals"), 3)).toMatchInlineSnapshot(`
      [
        0.32399502558871773,
        0.7748409930223652,
        0.47008915190584244,
      ]
    `);
  });

  it("takes 0 and the empty text as seeds like any other, and seeds as text", () => {
    expect(draws(randomStreams(0).stream("a"))).toEqual(draws(randomStreams(0).stream("a")));
    const seeds = [0, 1, -1, 2 ** 40, "", "zero"];
    expect(new Set(seeds.map((seed) => randomStreams(seed).stream("a").next())).size).toBe(seeds.length);
    expect(draws(randomStreams(7).stream("a"))).toEqual(draws(randomStreams("7").stream("a")));
  });

  it("keeps streams apart: draws of one shift no other", () => {
    const alone = draws(randomStreams(1).stream("b", 3));
    const streams = randomStreams(1);
    draws(streams.stream("a"));
    draws(streams.stream("b"));
    draws(streams.stream("b", 2));
    expect(draws(streams.stream("b", 3))).toEqual(alone);
    expect(streams.stream("b", 3)).toBe(streams.stream("b", 3));
    streams.forget("b", 3);
    expect(draws(streams.stream("b", 3))).toEqual(alone);
  });

  it("is uniform within a stream and over the first draws of many entities", () => {
    const streams = randomStreams(0);
    const one = streams.stream("long");
    expect(chiSquare(100, 100_000, () => one.next())).toBeLessThan(150);
    expect(chiSquare(100, 100_000, (i) => randomStreams(i).stream("pod").next())).toBeLessThan(150);
    expect(
      chiSquare(100, 100_000, (i) => {
        const s = streams.stream("pod", i);
        streams.forget("pod", i);
        return s.next();
      }),
    ).toBeLessThan(150);
    expect(chiSquare(7, 100_000, () => one.int(7) / 7 + 0.01)).toBeLessThan(22);
  });

  it("draws 53 bits", () => {
    const stream = randomStreams(3).stream("bits");
    const fractions = draws(stream, 1000).map((u) => (u * 2 ** 32) % 1);
    expect(new Set(fractions).size).toBeGreaterThan(990);
    for (const u of draws(stream, 1000)) expect(Number.isInteger(u * 2 ** 53)).toBe(true);
  });

  it("refuses an int of no range", () => {
    const stream = randomStreams(1).stream("a");
    for (const n of [0, -1, 1.5, NaN, 2 ** 33]) expect(() => stream.int(n)).toThrow(RangeError);
    expect(stream.int(1)).toBe(0);
  });

  it("goes back to a saved position, also streams that came later or are new", () => {
    const streams = randomStreams(9);
    const early = streams.stream("early");
    draws(early);
    const state = structuredClone(streams.save());
    const expected = draws(early);
    const late = streams.stream("late");
    const fromStart = draws(late);
    streams.restore(state);
    expect(draws(early)).toEqual(expected);
    expect(draws(late)).toEqual(fromStart);
    const other = randomStreams(9);
    other.restore(state);
    expect(draws(other.stream("early"))).toEqual(expected);
  });
});

function chiSquare(cells: number, n: number, draw: (i: number) => number): number {
  const counts = new Float64Array(cells);
  for (let i = 0; i < n; i++) counts[Math.floor(draw(i) * cells)]!++;
  return counts.reduce((sum, count) => sum + (count - n / cells) ** 2 / (n / cells), 0);
}
