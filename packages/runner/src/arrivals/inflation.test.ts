import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inflate } from "./inflation.ts";

/** A small generator that is good enough to shuffle with. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const pods = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 40 });
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe("inflate", () => {
  it("keeps every pod once, in front, and stops at the first clone that would pass the target", () => {
    fc.assert(
      fc.property(pods, fc.integer({ min: 0, max: 100 }), fc.nat(), (demand, more, seed) => {
        const target = sum(demand) + more;
        const names = demand.map((_, i) => `pod-${i}`);
        const { rows, originals, demand: total } = inflate({ names, demand, target, random: generator(seed) });
        expect(Array.from(rows.slice(0, originals)).sort((a, b) => a - b)).toEqual(demand.map((_, i) => i));
        expect(sum([...rows].map((row) => demand[row]!))).toBe(total);
        expect(total).toBeLessThanOrEqual(target);
        if (more >= 8) expect(total).toBeGreaterThan(target - 8);
      }),
    );
  });

  it("drops pods while the demand is above the target", () => {
    fc.assert(
      fc.property(pods, fc.nat(), (demand, seed) => {
        const target = sum(demand) / 2;
        const { rows, originals, demand: total } = inflate({ names: demand.map(String), demand, target, random: generator(seed) });
        expect(rows.length).toBe(originals);
        expect(new Set(rows).size).toBe(rows.length);
        expect(total).toBeLessThanOrEqual(target);
      }),
    );
  });

  it("does not depend on the order of the rows, but on the seed", () => {
    const names = Array.from({ length: 20 }, (_, i) => `pod-${i}`);
    const order = (list: string[], seed: number) =>
      [...inflate({ names: list, demand: list.map(() => 1), target: 30, random: generator(seed) }).rows].map((row) => list[row]);
    expect(order(names, 1)).toEqual(order(names.slice().reverse(), 1));
    expect(order(names, 1)).not.toEqual(order(names, 2));
  });

  it("lets a clone pass the target when only its look-ahead is within", () => {
    const { demand } = inflate({ names: ["a"], demand: [8], lookAhead: [1], target: 10, random: generator(1) });
    expect(demand).toBe(16);
  });

  it("refuses what can never reach the target", () => {
    expect(() => inflate({ names: ["a"], demand: [0], target: 5, random: generator(1) })).toThrow("demand nothing");
    expect(() => inflate({ names: [], demand: [], target: 5, random: generator(1) })).toThrow("found no pods");
    expect(() => inflate({ names: ["a"], demand: [1], target: Infinity, random: generator(1) })).toThrow("accepted is a finite demand");
  });
});
