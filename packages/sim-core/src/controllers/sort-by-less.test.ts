import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortByLess } from "./sort-by-less.ts";

describe("sortByLess", () => {
  it("sorts like a stable sort where the comparison is an order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (values) => {
        const items = values.map((value, position) => ({ value, position }));
        expect(sortByLess(items, (left, right) => left.value < right.value)).toEqual(
          items.toSorted((left, right) => left.value - right.value),
        );
      }),
    );
  });

  it("finds the first few as the whole order has them, also when the comparison contradicts itself", () => {
    const beats = (left: { value: number }, right: { value: number }): boolean => (left.value - right.value + 3) % 3 === 1;
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 120 }), fc.nat(130), (values, limit) => {
        const items = values.map((value, position) => ({ value, position }));
        expect(sortByLess(items, beats, limit)).toEqual(sortByLess(items, beats).slice(0, limit));
      }),
    );
  });

  it("leaves its argument alone and keeps every item when the comparison contradicts itself", () => {
    const beats = (left: number, right: number): boolean => (left - right + 3) % 3 === 1;
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 60 }), (values) => {
        const before = values.slice();
        expect(sortByLess(values, beats).toSorted((left, right) => left - right)).toEqual(values.toSorted((left, right) => left - right));
        expect(values).toEqual(before);
      }),
    );
  });
});
