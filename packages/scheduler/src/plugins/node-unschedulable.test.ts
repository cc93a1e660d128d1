import { describe, expect, it } from "vitest";
import { Action } from "../framework/index.ts";
import { newNodeUnschedulable } from "./node-unschedulable.ts";
import { node, pod, SmallCluster } from "./plugin-fixture.ts";

const open = node("open");
const cordoned = node("cordoned", { spec: { unschedulable: true } });
const tolerant = { tolerations: [{ key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" }] };

describe("NodeUnschedulable", () => {
  const cluster = new SmallCluster([open, cordoned]);
  const plugin = newNodeUnschedulable();
  const refusal = { code: "UnschedulableAndUnresolvable", plugin: "NodeUnschedulable", reasons: ["node(s) were unschedulable"] };

  it.each([
    ["no tolerations", {}, { cordoned: refusal }],
    ["a toleration of the cordon", tolerant, {}],
    ["a toleration of everything", { tolerations: [{ operator: "Exists" }] }, {}],
    ["a toleration of another effect", { tolerations: [{ operator: "Exists", effect: "NoExecute" }] }, { cordoned: refusal }],
  ])("%s", (_, spec, refused) => {
    expect(cluster.filter(plugin, pod("p", spec)).refused).toEqual(refused);
  });

  it.each([
    ["an open node joins", Action.Add, undefined, open, "Queue"],
    ["a cordoned node joins", Action.Add, undefined, cordoned, "QueueSkip"],
    ["a node is uncordoned", Action.UpdateNodeTaint, cordoned, open, "Queue"],
    ["a node is cordoned", Action.UpdateNodeTaint, open, cordoned, "QueueSkip"],
    ["an open node gets another taint", Action.UpdateNodeTaint, open, open, "QueueSkip"],
    ["labels change", Action.UpdateNodeLabel, cordoned, open, undefined],
  ])("hint: %s", (_, action, before, after, decision) => {
    expect(cluster.hint(plugin, pod("p"), { resource: "Node", action }, before, after)).toBe(decision);
  });

  it.each([
    ["the pod tolerates the cordon now", pod("p", tolerant), "Queue"],
    ["the pod tolerates something else", pod("p", { tolerations: [{ key: "x", operator: "Exists" }] }), "QueueSkip"],
    ["another pod tolerates the cordon", pod("q", tolerant), "QueueSkip"],
  ])("hint: %s", (_, after, decision) => {
    const event = { resource: "UnscheduledPod", action: Action.UpdatePodToleration } as const;
    expect(cluster.hint(plugin, pod("p"), event, pod("p"), after)).toBe(decision);
  });
});
