import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandPoint, mergePluginSet, scoreWeights, weightsOverflow } from "./plugin-sets.ts";
import type { PluginSet, PluginSets } from "./plugin-sets.ts";

const set = (enabled: string[], disabled: string[] = []): PluginSet => ({
  enabled: enabled.map((text) => {
    const [name = "", weight] = text.split("=");
    return weight === undefined ? { name } : { name, weight: Number(weight) };
  }),
  disabled: disabled.map((name) => ({ name })),
});
const names = (plugins: PluginSet): string[] =>
  plugins.enabled.map(({ name, weight }) => (weight === undefined ? name : `${name}=${weight}`));

// The cases follow pkg/scheduler/apis/config/v1/default_plugins_test.go (TestMergePlugins).
describe("mergePluginSet", () => {
  const defaults = set(["A", "B", "C"]);

  it.each([
    ["adds what is not a default at the end", set(["X"]), ["A", "B", "C", "X"]],
    ["takes out what is disabled", set([], ["B"]), ["A", "C"]],
    ["starts anew after a star", set(["C", "X"], ["*"]), ["C", "X"]],
    ["configures a default anew in its place", set(["B=7"]), ["A", "B=7", "C"]],
    ["moves a default that is disabled and enabled to the end", set(["A=2"], ["A"]), ["B", "C", "A=2"]],
    ["leaves doubles to be found later", set(["B=1", "B=2"]), ["A", "B=2", "C", "B=1"]],
  ])("%s", (_title, custom, expected) => {
    expect(names(mergePluginSet(defaults, custom))).toEqual(expected);
  });

  it("remembers what is disabled by default", () => {
    expect(mergePluginSet(set(["A"], ["A"]), set([], ["B"]))).toEqual({ enabled: [], disabled: [{ name: "B" }, { name: "A" }] });
  });
});

describe("expandPoint", () => {
  const sets = (score: PluginSet, multiPoint: PluginSet): PluginSets =>
    new Map([
      ["score", score],
      ["multiPoint", multiPoint],
    ]);
  const scores = (name: string): boolean => name !== "Filterer";

  it.each([
    ["spreads multiPoint over the points that a plugin implements", set([]), set(["A", "Filterer", "B"]), ["A", "B"]],
    ["puts overridden plugins first, the point's own last", set(["X", "B", "A"]), set(["A", "B", "C"]), ["B", "A", "C", "X"]],
    ["heeds what the point disables", set(["X"], ["B"]), set(["A", "B"]), ["A", "X"]],
    ["takes only the point's own after a star", set(["X", "A"], ["*"]), set(["A", "B"]), ["X", "A"]],
  ])("%s", (_title, score, multiPoint, expected) => {
    expect(expandPoint("score", sets(score, multiPoint), scores)).toEqual({ names: expected });
  });

  it("finds a plugin that is there twice", () => {
    expect(expandPoint("score", sets(set(["X", "X"]), set([])), scores).twice).toBe("X");
    expect(expandPoint("score", sets(set([]), set(["A", "A"])), scores).twice).toBe("A");
    expect(expandPoint("score", sets(set(["A"]), set(["A", "A"])), scores).names).toEqual(["A"]);
  });

  it("never loses or invents a plugin", () => {
    const some = fc.uniqueArray(fc.constantFrom("A", "B", "C", "D", "E"));
    fc.assert(
      fc.property(some, some, some, (own, multiPoint, disabled) => {
        const expanded = expandPoint("score", sets(set(own, disabled), set(multiPoint)), scores).names;
        const expected = new Set([...own, ...multiPoint.filter((name) => !disabled.includes(name))]);
        expect(expanded.toSorted()).toEqual([...expected].toSorted());
      }),
    );
  });
});

describe("weights", () => {
  it("come from the score point first, and are 1 where none is given", () => {
    const sets: PluginSets = new Map([
      ["score", set(["A", "B=5"])],
      ["multiPoint", set(["A=3", "C=0", "D=4", "Filterer=9"])],
    ]);
    expect([...scoreWeights(sets, (name) => name !== "Filterer")]).toEqual([
      ["A", 1],
      ["B", 5],
      ["C", 1],
      ["D", 4],
    ]);
  });

  it("may end below zero, but not go on from there", () => {
    expect(weightsOverflow([3, -4])).toBe(false);
    expect(weightsOverflow([3, -4, 1])).toBe(true);
    expect(weightsOverflow([1, 0x7fff_ffff, 5])).toBe(false);
  });
});
