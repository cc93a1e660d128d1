import { describe, expect, it } from "vitest";
import { Action } from "../framework/index.ts";
import { node, pod, SmallCluster } from "./plugin-fixture.ts";
import { newTaintToleration } from "./taint-toleration.ts";

const tainted = (name: string, ...effects: string[]) =>
  node(name, { spec: { taints: effects.map((effect, i) => ({ key: `k${i}`, value: "v", effect })) } });
const tolerates = (...tolerations: { key?: string; operator?: string; value?: string; effect?: string }[]) => pod("p", { tolerations });

describe("TaintToleration", () => {
  const nodes = [
    node("free"),
    tainted("hard", "NoSchedule"),
    tainted("evicting", "NoExecute"),
    tainted("soft", "PreferNoSchedule", "PreferNoSchedule"),
  ];
  const cluster = new SmallCluster(nodes);
  const plugin = cluster.plugin(newTaintToleration);
  const refusal = { code: "UnschedulableAndUnresolvable", plugin: "TaintToleration", reasons: ["node(s) had untolerated taint(s)"] };

  it.each([
    ["nothing tolerated", tolerates(), { hard: refusal, evicting: refusal }],
    ["the value must be equal", tolerates({ key: "k0", value: "w" }), { hard: refusal, evicting: refusal }],
    ["any effect", tolerates({ key: "k0", operator: "Equal", value: "v" }), {}],
    ["one effect", tolerates({ key: "k0", operator: "Exists", effect: "NoExecute" }), { hard: refusal }],
    ["Gt needs a feature gate that is off", tolerates({ key: "k0", operator: "Gt", value: "1" }), { hard: refusal, evicting: refusal }],
  ])("filter: %s", (_, object, refused) => {
    expect(cluster.filter(plugin, object).refused).toEqual(refused);
  });

  it.each([
    ["nothing tolerated", tolerates(), [0, 0, 0, 2], [100, 100, 100, 0]],
    ["one of two", tolerates({ key: "k1", operator: "Exists" }), [0, 0, 0, 1], [100, 100, 100, 0]],
    ["both", tolerates({ operator: "Exists", effect: "PreferNoSchedule" }), [0, 0, 0, 0], [100, 100, 100, 100]],
    [
      "a hard toleration does not cover a soft taint",
      tolerates({ operator: "Exists", effect: "NoSchedule" }),
      [0, 0, 0, 2],
      [100, 100, 100, 0],
    ],
  ])("score: %s", (_, object, raw, normalized) => {
    expect(cluster.score(plugin, object)).toEqual({ skipped: false, raw, normalized });
  });

  it("fails at Score when a profile disables it at PreScore", () => {
    const status = plugin.score?.(undefined, cluster.info(pod("p")), cluster.cache.nodes, 4, new Float64Array(4));
    expect(status?.reasons).toEqual(['failed to read "PreScoreTaintToleration" from cycleState: not found']);
  });

  it.each([
    ["a free node joins", undefined, nodes[0], "Queue"],
    ["a tainted node joins", undefined, nodes[1], "QueueSkip"],
    ["a taint goes", nodes[1], nodes[0], "Queue"],
    ["it was free before", nodes[0], nodes[3], "QueueSkip"],
  ])("hint: %s", (_, before, after, decision) => {
    const action = before === undefined ? Action.Add : Action.UpdateNodeTaint;
    expect(cluster.hint(plugin, pod("p"), { resource: "Node", action }, before, after)).toBe(decision);
  });
});
