import { describe, expect, it } from "vitest";
import { Action } from "../framework/index.ts";
import { newNodeName } from "./node-name.ts";
import { node, pod, SmallCluster } from "./plugin-fixture.ts";

describe("NodeName", () => {
  const cluster = new SmallCluster([node("a"), node("b")]);
  const plugin = newNodeName();
  const refusal = { code: "UnschedulableAndUnresolvable", plugin: "NodeName", reasons: ["node(s) didn't match the requested node name"] };

  it.each([
    [{}, {}],
    [{ nodeName: "" }, {}],
    [{ nodeName: "a" }, { b: refusal }],
    [{ nodeName: "gone" }, { a: refusal, b: refusal }],
  ])("with %j refuses %j", (spec, refused) => {
    expect(cluster.filter(plugin, pod("p", spec)).refused).toEqual(refused);
  });

  it("hears of new nodes alone", () => {
    expect(cluster.hint(plugin, pod("p"), { resource: "Node", action: Action.Add }, undefined, node("c"))).toBe("Queue");
    expect(cluster.hint(plugin, pod("p"), { resource: "Node", action: Action.UpdateNodeLabel }, node("a"), node("a"))).toBeUndefined();
  });
});
