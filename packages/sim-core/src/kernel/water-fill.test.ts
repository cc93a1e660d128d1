import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { waterFill } from "./water-fill.ts";

function share(amount: number, weights: number[], caps: number[]): number[] {
  const rates = new Float64Array(weights.length);
  waterFill(amount, 0, weights.length, Float64Array.from(weights), Float64Array.from(caps), rates);
  return [...rates];
}

const level = fc
  .array(
    fc.record({
      weight: fc.integer({ min: 1, max: 10_000 }),
      cap: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 64, noNaN: true })),
    }),
    { maxLength: 12 },
  )
  .map((members) => ({ weights: members.map(({ weight }) => weight), caps: members.map(({ cap }) => cap) }));
const amounts = fc.double({ min: 0, max: 64, noNaN: true });

describe("waterFill", () => {
  it.each([
    ["by weight", 3, [1, 2], [9, 9], [1, 2]],
    ["what one leaves goes to the others", 4, [1, 1, 1], [1, 9, 9], [1, 1.5, 1.5]],
    ["in several passes", 10, [1, 1, 1, 1], [1, 2.5, 3, 9], [1, 2.5, 3, 3.5]],
    ["enough for all", 8, [1, 1], [2, 3], [2, 3]],
    ["nobody wants anything", 8, [1, 1], [0, 0], [0, 0]],
    ["nothing to give", 0, [1, 1], [2, 3], [0, 0]],
    ["nobody there", 1, [], [], []],
  ])("%s", (_, amount, weights, caps, rates) => {
    expect(share(amount, weights, caps)).toEqual(rates);
  });

  it("gives away all there is or all that is wanted, and nobody more than they want", () => {
    fc.assert(
      fc.property(amounts, level, (amount, { weights, caps }) => {
        const rates = share(amount, weights, caps);
        const sum = (list: number[]) => list.reduce((total, each) => total + each, 0);
        expect(Math.abs(sum(rates) - Math.min(amount, sum(caps)))).toBeLessThan(1e-9);
        rates.forEach((rate, member) => expect(rate >= 0 && rate <= caps[member]! + 1e-12).toBe(true));
      }),
    );
  });

  it("is max-min fair: who is short has per weight at least as much as every other", () => {
    fc.assert(
      fc.property(amounts, level, (amount, { weights, caps }) => {
        const rates = share(amount, weights, caps);
        const highest = Math.max(0, ...rates.map((rate, member) => rate / weights[member]!));
        rates.forEach((rate, member) => {
          if (rate < caps[member]! - 1e-9) expect(rate / weights[member]!).toBeGreaterThanOrEqual(highest - 1e-9);
        });
      }),
    );
  });

  it("never gives less for more weight", () => {
    fc.assert(
      fc.property(amounts, level, fc.nat(), fc.integer({ min: 1, max: 1000 }), (amount, { weights, caps }, pick, more) => {
        if (weights.length === 0) return;
        const member = pick % weights.length;
        const heavier = weights.map((weight, index) => (index === member ? weight + more : weight));
        expect(share(amount, heavier, caps)[member]! + 1e-9).toBeGreaterThanOrEqual(share(amount, weights, caps)[member]!);
      }),
    );
  });
});
