import { describe, expect, it } from "vitest";
import type { PodSpec } from "@orrery/sim-core/model";
import { Action } from "../framework/index.ts";
import { newNodeDeclaredFeatures } from "./node-declared-features.ts";
import { node, pod, SmallCluster } from "./plugin-fixture.ts";

const declaring = (name: string, ...declaredFeatures: string[]) => node(name, { status: { declaredFeatures } });
const restartsAll: Partial<PodSpec> = { containers: [{ name: "main", restartPolicyRules: [{ action: "RestartAllContainers" }] }] };
const hostUsers: Partial<PodSpec> = { hostNetwork: true, hostUsers: false };

describe("NodeDeclaredFeatures", () => {
  const cluster = new SmallCluster([
    node("none"),
    declaring("restarts", "RestartAllContainersOnContainerExits"),
    declaring("both", "RestartAllContainersOnContainerExits", "UserNamespacesHostNetworkSupport"),
  ]);
  const plugin = cluster.plugin(newNodeDeclaredFeatures);
  const refusal = {
    code: "UnschedulableAndUnresolvable",
    plugin: "NodeDeclaredFeatures",
    reasons: ["node(s) didn't match Pod's required features"],
  };

  it.each<[string, Partial<PodSpec>, string[]]>([
    ["restart of all containers", restartsAll, ["none"]],
    [
      "the same of an init container",
      { initContainers: [{ name: "i", restartPolicyRules: [{ action: "RestartAllContainers" }] }] },
      ["none"],
    ],
    ["host network in a user namespace", hostUsers, ["none", "restarts"]],
    ["both", { ...restartsAll, ...hostUsers }, ["none", "restarts"]],
  ])("refuses nodes that do not declare %s", (_, spec, names) => {
    expect(cluster.filter(plugin, pod("p", spec)).refused).toEqual(Object.fromEntries(names.map((name) => [name, refusal])));
  });

  it.each<[string, Partial<PodSpec>]>([
    ["nothing special", {}],
    ["the host network alone", { hostNetwork: true }],
    ["another restart rule", { containers: [{ name: "main", restartPolicyRules: [{ action: "Restart" }] }] }],
  ])("skips a pod with %s", (_, spec) => {
    expect(cluster.filter(plugin, pod("p", spec)).preFilter?.code).toBe("Skip");
  });

  it.each([
    ["a node joins", { resource: "Node", action: Action.Add } as const, undefined, node("n"), "Queue"],
    [
      "a node declares more",
      { resource: "Node", action: Action.UpdateNodeDeclaredFeature } as const,
      node("n"),
      declaring("n", "X"),
      "Queue",
    ],
    [
      "a node declares the same",
      { resource: "Node", action: Action.UpdateNodeDeclaredFeature } as const,
      declaring("n", "X"),
      declaring("n", "X"),
      "QueueSkip",
    ],
    ["the pod needs less", { resource: "UnscheduledPod", action: Action.Update } as const, pod("p", hostUsers), pod("p"), "Queue"],
    [
      "the pod needs the same",
      { resource: "UnscheduledPod", action: Action.UpdatePodLabel } as const,
      pod("p", hostUsers),
      pod("p", hostUsers),
      "QueueSkip",
    ],
    ["another pod needs less", { resource: "UnscheduledPod", action: Action.Update } as const, pod("q", hostUsers), pod("q"), "QueueSkip"],
  ])("hint: %s", (_, event, before, after, decision) => {
    expect(cluster.hint(plugin, pod("p", hostUsers), event, before, after)).toBe(decision);
  });
});
