import { describe, expect, it } from "vitest";
import type { ContainerPort } from "@orrery/sim-core/model";
import { Action } from "../framework/index.ts";
import { newNodePorts } from "./node-ports.ts";
import { node, pod, SmallCluster } from "./plugin-fixture.ts";

const withPorts = (name: string, ports: ContainerPort[], rest = {}) => pod(name, { containers: [{ name: "main", ports }], ...rest });
const sidecar = (name: string, restartPolicy: string) =>
  pod(name, { initContainers: [{ name: "init", restartPolicy, ports: [{ hostPort: 80 }] }] });

describe("NodePorts", () => {
  const running = withPorts("running", [{ hostPort: 80 }, { hostPort: 53, protocol: "UDP", hostIP: "10.0.0.1" }], { nodeName: "a" });
  const cluster = new SmallCluster([node("a"), node("b")], [running]);
  const plugin = cluster.plugin(newNodePorts);
  const refusal = { code: "Unschedulable", plugin: "NodePorts", reasons: ["node(s) didn't have free ports for the requested pod ports"] };

  it.each([
    ["same port", { hostPort: 80 }, true],
    ["same port on one address", { hostPort: 80, hostIP: "10.0.0.9" }, true],
    ["other protocol", { hostPort: 80, protocol: "UDP" }, false],
    ["other port", { hostPort: 81 }, false],
    ["same address", { hostPort: 53, protocol: "UDP", hostIP: "10.0.0.1" }, true],
    ["other address", { hostPort: 53, protocol: "UDP", hostIP: "10.0.0.2" }, false],
    ["every address", { hostPort: 53, protocol: "UDP", hostIP: "0.0.0.0" }, true],
  ])("filter: %s", (_, port, conflicts) => {
    expect(cluster.filter(plugin, withPorts("p", [port])).refused).toEqual(conflicts ? { a: refusal } : {});
  });

  it("skips pods without host ports", () => {
    expect(cluster.filter(plugin, withPorts("p", [{ containerPort: 80 }])).preFilter?.code).toBe("Skip");
    expect(cluster.filter(plugin, sidecar("p", "OnFailure")).preFilter?.code).toBe("Skip");
  });

  it("counts sidecars", () => {
    expect(cluster.filter(plugin, sidecar("p", "Always")).refused).toEqual({ a: refusal });
  });

  it("fails at Filter when a profile disables it at PreFilter", () => {
    const status = plugin.filter?.(undefined, cluster.info(pod("p")), cluster.cache.nodes[0]!);
    expect(status).toEqual({ code: "Error", plugin: "NodePorts", reasons: ['reading "PreFilterNodePorts" from cycleState: not found'] });
  });

  it.each([
    ["had the port", withPorts("q", [{ hostPort: 80 }], { nodeName: "a" }), "Queue"],
    ["had another port", withPorts("q", [{ hostPort: 81 }], { nodeName: "a" }), "QueueSkip"],
    ["had no place", withPorts("q", [{ hostPort: 80 }]), "QueueSkip"],
    ["was nominated", { ...withPorts("q", [{ hostPort: 80 }]), status: { nominatedNodeName: "a" } }, "Queue"],
  ])("hint: a deleted pod %s", (_, deleted, decision) => {
    expect(
      cluster.hint(plugin, withPorts("p", [{ hostPort: 80 }]), { resource: "AssignedPod", action: Action.Delete }, deleted, undefined),
    ).toBe(decision);
  });

  it("signs the port numbers alone, of all init containers too", () => {
    expect(
      plugin.signPod?.(cluster.info(withPorts("p", [{ hostPort: 90, hostIP: "1.1.1.1" }, { hostPort: 80 }, { hostPort: 90 }]))),
    ).toEqual([80, 90]);
    expect(plugin.signPod?.(cluster.info(sidecar("p", "OnFailure")))).toEqual([80]);
  });
});
