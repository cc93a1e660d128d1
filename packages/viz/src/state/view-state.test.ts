/** The address is the state: what goes in comes out again. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linkProblem, fromAddress, fromQuery, LANE_KINDS, METRICS, NO_VIEW, PROJECTIONS, toAddress, toQuery } from "./view-state.ts";
import type { ViewState } from "./view-state.ts";

const name = fc.string({ minLength: 1, maxLength: 12 });
const views: fc.Arbitrary<ViewState> = fc.record({
  scenario: name,
  path: fc.constantFrom("", "sub/own.yaml", "a b/own.yaml"),
  brought: fc.constantFrom("", "files=SyGP-_0", "kept=0a1b&file=a%2Fpods.csv"),
  seed: fc.string({ maxLength: 6 }),
  expect: fc.constantFrom("", "c1dd2f26e3d9e38d"),
  changes: fc.array(fc.record({ atUs: fc.nat(), do: fc.constant("deletePod" as const), key: name.map((each) => `default/${each}`) }), {
    maxLength: 3,
  }),
  policy: fc.string({ maxLength: 40 }),
  other: fc.option(fc.record({ seed: name, changes: fc.constant([]), policy: fc.string({ maxLength: 9 }) }), { nil: undefined }),
  timeUs: fc.integer({ min: 0, max: 10 ** 13 }),
  speed: fc.constantFrom(0, 0.1, 1, 60, 21600),
  playing: fc.boolean(),
  projection: fc.constantFrom(...PROJECTIONS),
  grouping: fc.array(fc.constantFrom("pool", "topology.kubernetes.io/zone"), { minLength: 1, maxLength: 2 }),
  filter: fc.string({ maxLength: 20 }),
  selection: fc.option(fc.record({ kind: fc.constantFrom("pod" as const, "node" as const, "workload" as const), name }), {
    nil: undefined,
  }),
  lanes: fc.constantFrom(...LANE_KINDS),
  metric: fc.constantFrom(...METRICS),
  span: fc.option(fc.record({ fromUs: fc.integer({ min: 0, max: 10 ** 9 }), toUs: fc.integer({ min: 10 ** 9 + 1, max: 10 ** 12 }) }), {
    nil: undefined,
  }),
  viewport: fc.record({
    x: fc.integer({ min: -999, max: 999 }),
    y: fc.integer({ min: -999, max: 999 }),
    k: fc.integer({ min: 1, max: 60 }),
  }),
});

describe("the address of a view", () => {
  it("gives back every view, to the microsecond", () => {
    fc.assert(
      fc.property(views, (view) => {
        const { search, hash } = new URL(toAddress(view), "http://127.0.0.1/");
        expect(fromAddress({ search, hash })).toEqual(view);
      }),
    );
  });

  it("is empty for the gallery", () => {
    expect(toAddress(NO_VIEW)).toBe("");
    expect(toQuery(NO_VIEW)).toBe("");
    expect(fromQuery("")).toEqual(NO_VIEW);
  });

  it("leaves changes out that are none, and says so", () => {
    const query = (changes: unknown) => new URLSearchParams({ changes: JSON.stringify(changes) }).toString();
    expect(fromQuery(query([{ atUs: 0, do: "explode" }])).changes).toEqual([]);
    expect(linkProblem(query([{ atUs: 0, do: "explode" }]))).toContain('[0].do: not one of the known values; found "explode"');
    expect(linkProblem("changes=[")).toContain("no list in JSON");
    expect(linkProblem(query({}))).toContain("no list in JSON");
    const good = [{ atUs: 5, do: "deletePod", key: "a/b" }];
    expect([linkProblem(query(good)), linkProblem(""), fromQuery(query(good)).changes]).toEqual(["", "", good]);
  });

  it("leaves a second run out that is none, and says so", () => {
    const query = (other: unknown) => new URLSearchParams({ vs: JSON.stringify(other) }).toString();
    const left = "The link's second run is left out: ";
    for (const [other, problem] of [
      [3, "it is no object in JSON"],
      [[], "it is no object in JSON"],
      [{ changes: [] }, 'seed: found none; accepted: a text, "" for the scenario\'s own'],
      [{ seed: 7, changes: [] }, "seed: found 7;"],
      [{ seed: "7" }, "changes: they are no list in JSON"],
      [{ seed: "7", changes: [{ atUs: 0, do: "explode" }] }, 'changes: [0].do: not one of the known values; found "explode"'],
    ] as const) {
      expect(linkProblem(query(other))).toContain(left + problem);
      expect(fromQuery(query(other)).other).toBeUndefined();
    }
    expect(linkProblem("vs={&changes={")).toBe(
      "The link's changes are left out: they are no list in JSON. The link's second run is left out: it is no object in JSON",
    );
    const good = { seed: "7", changes: [], policy: "" };
    expect([linkProblem(query(good)), fromQuery(query(good)).other]).toEqual(["", good]);
  });

  it("takes a viewport that cannot be for the whole", () => {
    for (const at of ["1e300,1e300,1e300", "NaN,0,1", "0,0,0", "0,0,61", "0,0,-1", "Infinity,0,2"])
      expect(fromQuery(`at=${at}`).viewport, at).toEqual(NO_VIEW.viewport);
    expect(fromQuery("at=-5,-6,60").viewport).toEqual({ x: -5, y: -6, k: 60 });
  });

  it("never shows a server what was brought", () => {
    expect(toQuery({ ...NO_VIEW, scenario: "own.yaml", brought: "files=secret" })).toBe("run=own.yaml");
    expect(fromAddress({ search: "", hash: "#top" }).brought).toBe("");
  });

  it("takes what cannot be read for not given", () => {
    expect(fromQuery("t=soon&speed=-4&view=x&at=1,2&changes={&vs=3&sel=rack:a&q=")).toEqual({
      ...NO_VIEW,
      viewport: { x: 1, y: 2, k: 1 },
    });
  });
});
