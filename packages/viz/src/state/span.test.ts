/** A span that is looked at stays within the run, and what it is zoomed around stays in its place. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spanWithin, spanZoomed } from "./span.ts";

const END = 3600e6;

describe("spans", () => {
  it("are the whole run where they have nothing of it", () => {
    expect(spanWithin(undefined, END)).toEqual({ fromUs: 0, toUs: END });
    expect(spanWithin({ fromUs: END, toUs: 2 * END }, END)).toEqual({ fromUs: 0, toUs: END });
    expect(spanWithin({ fromUs: 5, toUs: 6 }, END)).toEqual({ fromUs: 0, toUs: END });
    expect(spanWithin({ fromUs: 600e6, toUs: 2 * END }, END)).toEqual({ fromUs: 600e6, toUs: END });
  });

  it("come nearer around a moment, and go back to the whole", () => {
    expect(spanZoomed(undefined, END, 1200e6, 2)).toEqual({ fromUs: 600e6, toUs: 2400e6 });
    expect(spanZoomed({ fromUs: 600e6, toUs: 2400e6 }, END, 1200e6, 0.5)).toBeUndefined();
    expect(spanZoomed({ fromUs: 1000e6, toUs: 2000e6 }, END, 9e9, 2)).toEqual({ fromUs: 1250e6, toUs: 1750e6 });
  });

  it("never leave the run, however they are zoomed", () => {
    const zooms = fc.array(fc.record({ around: fc.integer({ min: 0, max: END }), factor: fc.constantFrom(1.5, 1 / 1.5, 20) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(zooms, (all) => {
        let span: ReturnType<typeof spanZoomed>;
        for (const { around, factor } of all) {
          span = spanZoomed(span, END, around, factor);
          const { fromUs, toUs } = spanWithin(span, END);
          expect(fromUs).toBeGreaterThanOrEqual(0);
          expect(toUs).toBeLessThanOrEqual(END);
          expect(toUs - fromUs).toBeGreaterThanOrEqual(Math.floor(END / 5000) - 1);
        }
      }),
    );
  });
});
