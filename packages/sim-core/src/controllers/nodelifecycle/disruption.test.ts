import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { disruptionPass, type ZoneCounts, type ZoneEviction } from "./disruption.ts";
import { DEFAULT_EVICTION_RATES } from "./eviction-rates.ts";
import { zoneState } from "./zone-state.ts";

function passes(...all: Record<string, [number, number]>[]): (Record<string, string> & { mode?: string })[] {
  let zones: ReadonlyMap<string, ZoneEviction> = new Map();
  return all.map((counts) => {
    const seen = new Map(Object.entries(counts).map(([zone, [ready, notReady]]): [string, ZoneCounts] => [zone, { ready, notReady }]));
    const pass = disruptionPass(zones, seen, DEFAULT_EVICTION_RATES);
    zones = pass.zones;
    const rates = [...zones].map(([zone, { state, ratePerSecond }]) => [zone, `${state} ${ratePerSecond}`]);
    return { ...Object.fromEntries(rates), mode: pass.masterDisruption };
  });
}

describe("zoneState", () => {
  it.each([
    [0, 0, "Normal"],
    [0, 1, "FullDisruption"],
    [1, 2, "Normal"],
    [1, 3, "PartialDisruption"],
    [9, 11, "PartialDisruption"],
    [10, 11, "Normal"],
  ] as const)("%i ready, %i not: %s", (ready, notReady, state) => {
    expect(zoneState(ready, notReady, 0.55)).toBe(state);
  });
});

describe("disruptionPass", () => {
  it("slows down in a large zone and stops in a small one", () => {
    expect(passes({ large: [20, 40], small: [2, 8], fine: [3, 0] })).toEqual([
      { large: "PartialDisruption 0.01", small: "PartialDisruption 0", fine: "Normal 0.1", mode: "unchanged" },
    ]);
  });

  it("goes on at the normal rate in a zone that is down while another is not", () => {
    expect(passes({ a: [0, 5], b: [5, 0] })[0]).toEqual({ a: "FullDisruption 0.1", b: "Normal 0.1", mode: "unchanged" });
  });

  it("stops everything while no node is ready anywhere", () => {
    expect(passes({ a: [3, 0], b: [0, 2] }, { a: [0, 3], b: [0, 2] }, { a: [0, 3], b: [0, 2] }, { a: [1, 2], b: [0, 2] }).slice(1)).toEqual(
      [
        { a: "FullDisruption 0", b: "FullDisruption 0", mode: "entered" },
        { a: "FullDisruption 0", b: "FullDisruption 0", mode: "unchanged" },
        { a: "Normal 0.1", b: "FullDisruption 0.1", mode: "left" },
      ],
    );
  });

  it("keeps a rate until the state changes, and forgets a zone without nodes", () => {
    expect(passes({ a: [20, 40], b: [1, 0] }, { a: [10, 20] })).toEqual([
      { a: "PartialDisruption 0.01", b: "Normal 0.1", mode: "unchanged" },
      { a: "PartialDisruption 0.01", mode: "unchanged" },
    ]);
    expect(passes({})).toEqual([{ mode: "unchanged" }]);
  });

  it("evicts nothing exactly when no zone has a ready node", () => {
    const counts = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.tuple(fc.nat(80), fc.nat(80)), { minKeys: 1 });
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 5 }), (all) => {
        for (const [i, { mode: _mode, ...zones }] of passes(...all).entries()) {
          const isDown = Object.values(all[i]!).every(([ready, notReady]) => ready === 0 && notReady > 0);
          expect(Object.values(zones).every((zone) => zone === "FullDisruption 0")).toBe(isDown);
        }
      }),
    );
  });
});
