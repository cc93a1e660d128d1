import { describe, expect, it } from "vitest";
import type { NodeSelectorTerm, PodSpec } from "@orrery/sim-core/model";
import { Action } from "../framework/index.ts";
import { newNodeAffinity } from "./node-affinity.ts";
import { node, pod, SmallCluster } from "./plugin-fixture.ts";

const a = node("a", { labels: { disk: "ssd", zone: "z1" } });
const b = node("b", { labels: { disk: "hdd" } });
const isIn = (key: string, ...values: string[]) => ({ key, operator: "In", values });
const labelled = (key: string, ...values: string[]): NodeSelectorTerm => ({ matchExpressions: [isIn(key, ...values)] });
const named = (...lists: string[][]): NodeSelectorTerm => ({ matchFields: lists.map((names) => isIn("metadata.name", ...names)) });
const required = (...nodeSelectorTerms: NodeSelectorTerm[]): Partial<PodSpec> => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const preferred = (...terms: [number, NodeSelectorTerm][]): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: terms.map(([weight, preference]) => ({ weight, preference })) },
  },
});
const refusal = (reason: string) => ({ code: "UnschedulableAndUnresolvable", plugin: "NodeAffinity", reasons: [reason] });
const MISMATCH = refusal("node(s) didn't match Pod's node affinity/selector");
const ENFORCED = refusal("node(s) didn't match scheduler-enforced node affinity");

describe("NodeAffinity filter", () => {
  const cluster = new SmallCluster([a, b]);
  const plugin = cluster.plugin(newNodeAffinity);

  it("skips pods that restrict nothing", () => {
    expect(cluster.filter(plugin, pod("p")).preFilter?.code).toBe("Skip");
    expect(cluster.filter(plugin, pod("p", preferred([1, labelled("disk", "ssd")]))).preFilter?.code).toBe("Skip");
  });

  it.each<[string, Partial<PodSpec>, string[]]>([
    ["node selector", { nodeSelector: { disk: "ssd" } }, ["b"]],
    ["an empty node selector", { nodeSelector: {} }, []],
    ["terms are ORed", required(labelled("disk", "ssd"), labelled("disk", "hdd")), []],
    ["selector and terms are ANDed", { nodeSelector: { disk: "ssd" }, ...required(labelled("disk", "hdd")) }, ["a", "b"]],
    ["no terms match nothing", required(), ["a", "b"]],
    ["an empty term matches nothing", required({}), ["a", "b"]],
    [
      "a term that does not parse matches nothing",
      required({ matchExpressions: [{ key: "disk", operator: "Like", values: ["s"] }] }),
      ["a", "b"],
    ],
  ])("%s", (_, spec, names) => {
    expect(cluster.filter(plugin, pod("p", spec)).refused).toEqual(Object.fromEntries(names.map((name) => [name, MISMATCH])));
  });

  it.each<[string, Partial<PodSpec>, string[] | undefined]>([
    ["one name", required(named(["a"])), ["a"]],
    ["union of terms", required(named(["a"]), named(["b", "c"])), ["a", "b", "c"]],
    ["intersection within a term", required(named(["a", "b"], ["b", "c"])), ["b"]],
    ["one term without names", required(named(["a"]), labelled("disk", "ssd")), undefined],
  ])("names the only nodes to try: %s", (_, spec, names) => {
    expect(cluster.filter(plugin, pod("p", spec)).nodeNames).toEqual(names);
  });

  it("refuses conflicting names for all nodes", () => {
    expect(cluster.filter(plugin, pod("p", required(named(["a"], ["b"])))).preFilter).toEqual(refusal("pod affinity terms conflict"));
  });

  it("works without PreFilter", () => {
    const info = cluster.info(pod("p", { nodeSelector: { disk: "ssd" } }));
    expect(cluster.cache.nodes.map((at) => plugin.filter?.(undefined, info, at))).toEqual([undefined, MISMATCH]);
  });

  it("checks the profile's affinity first", () => {
    const enforcing = cluster.plugin(newNodeAffinity, {
      addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [labelled("zone", "z1")] } },
    });
    expect(cluster.filter(enforcing, pod("p")).refused).toEqual({ b: ENFORCED });
    expect(cluster.filter(enforcing, pod("p", { nodeSelector: { disk: "hdd" } })).refused).toEqual({ a: MISMATCH, b: ENFORCED });
  });

  it("rejects an affinity of the profile that does not parse", () => {
    const nodeSelectorTerms = [{ matchExpressions: [{ key: "disk", operator: "Like" }] }];
    const args = { addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
    expect(() => cluster.plugin(newNodeAffinity, args)).toThrow(/^parsing addedAffinity\.requiredDuringSchedulingIgnoredDuringExecution: /);
  });
});

describe("NodeAffinity score", () => {
  const cluster = new SmallCluster([a, b]);
  const plugin = cluster.plugin(newNodeAffinity);
  const adding = cluster.plugin(newNodeAffinity, {
    addedAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, preference: labelled("disk", "hdd") }] },
  });

  it("skips pods without preferences", () => {
    expect(cluster.score(plugin, pod("p")).skipped).toBe(true);
  });

  it("sums weights and stretches to 100", () => {
    const object = pod(
      "p",
      preferred([30, labelled("disk", "ssd")], [10, labelled("zone", "z1")], [10, labelled("disk", "hdd")], [0, labelled("disk", "hdd")]),
    );
    expect(cluster.score(plugin, object)).toEqual({ skipped: false, raw: [40, 10], normalized: [100, 25] });
  });

  it("adds the profile's preferences", () => {
    expect(cluster.score(adding, pod("p")).raw).toEqual([0, 10]);
    expect(cluster.score(adding, pod("p", preferred([5, labelled("disk", "ssd")]))).raw).toEqual([5, 10]);
  });

  it("works without PreScore", () => {
    const out = new Float64Array(2);
    plugin.score?.(undefined, cluster.info(pod("p", preferred([5, labelled("disk", "ssd")]))), cluster.cache.nodes, 2, out);
    expect(Array.from(out)).toEqual([5, 0]);
  });

  it("fails on a preference that does not parse", () => {
    expect(() => cluster.score(plugin, pod("p", preferred([1, { matchExpressions: [{ key: "disk", operator: "Like" }] }])))).toThrow(
      /Like/,
    );
  });
});

describe("NodeAffinity hints", () => {
  const cluster = new SmallCluster([]);
  const plugin = cluster.plugin(newNodeAffinity);
  const waiting = pod("p", { nodeSelector: { disk: "ssd" } });

  it.each([
    ["a matching node joins", undefined, a, "Queue"],
    ["another node joins", undefined, b, "QueueSkip"],
    ["a node matches now", b, a, "Queue"],
    ["a node matched before", a, a, "QueueSkip"],
    ["a node matches no more", a, b, "QueueSkip"],
  ])("%s", (_, before, after, decision) => {
    const action = before === undefined ? Action.Add : Action.UpdateNodeLabel;
    expect(cluster.hint(plugin, waiting, { resource: "Node", action }, before, after)).toBe(decision);
  });
});

describe("NodeAffinity signature", () => {
  const cluster = new SmallCluster([]);
  const plugin = cluster.plugin(newNodeAffinity);
  const sign = (spec: Partial<PodSpec>) => JSON.stringify(plugin.signPod?.(cluster.info(pod("p", spec))));

  it("does not depend on the order of terms, values or labels", () => {
    expect(sign(required(labelled("x", "1", "2"), labelled("y", "3")))).toBe(sign(required(labelled("y", "3"), labelled("x", "2", "1"))));
    expect(sign({ nodeSelector: { x: "1", y: "2" } })).toBe(sign({ nodeSelector: { y: "2", x: "1" } }));
  });

  it("tells different affinities apart", () => {
    const different = [
      {},
      { nodeSelector: { x: "1" } },
      required(labelled("x", "1")),
      preferred([1, labelled("x", "1")]),
      preferred([2, labelled("x", "1")]),
    ];
    expect(new Set(different.map(sign)).size).toBe(different.length);
  });
});
