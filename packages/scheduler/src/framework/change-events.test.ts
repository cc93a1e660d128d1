import { describe, expect, it } from "vitest";
import type { Node, Pod } from "@orrery/sim-core/model";
import { nodeSchedulingPropertiesChange, podSchedulingPropertiesChange } from "./change-events.ts";
import { formatClusterEvent } from "./cluster-event-match.ts";

const node: Node = {
  metadata: { name: "n", labels: { a: "1" } },
  spec: { unschedulable: true, taints: [{ key: "k", effect: "NoSchedule" }] },
  status: { allocatable: { cpu: "1", memory: "1Gi" }, conditions: [{ type: "Ready", status: "True" }] },
};
const pod: Pod = {
  metadata: { name: "p", labels: { a: "1" } },
  spec: {
    containers: [{ name: "c", resources: { requests: { cpu: "1", memory: "1Gi" } } }],
    schedulingGates: [{ name: "g" }],
    tolerations: [{ key: "k" }],
  },
};
const requests = (requests: Record<string, string>) => ({
  ...pod,
  spec: { ...pod.spec, containers: [{ name: "c", resources: { requests } }] },
});

describe("nodeSchedulingPropertiesChange", () => {
  it.each<[string, Partial<Node>, string[]]>([
    ["nothing", {}, []],
    ["equal amounts in another notation", { status: { ...node.status, allocatable: { cpu: "1000m", memory: "1024Mi" } } }, []],
    ["allocatable", { status: { ...node.status, allocatable: { cpu: "2", memory: "1Gi" } } }, ["Node/UpdateNodeAllocatable"]],
    ["labels", { metadata: { name: "n", labels: { a: "2" } } }, ["Node/UpdateNodeLabel"]],
    ["annotations", { metadata: { name: "n", labels: { a: "1" }, annotations: { x: "y" } } }, ["Node/UpdateNodeAnnotation"]],
    ["uncordoned", { spec: { taints: node.spec!.taints! } }, ["Node/UpdateNodeTaint"]],
    ["uncordoned and untainted", { spec: {} }, ["Node/UpdateNodeTaint", "Node/UpdateNodeTaint"]],
    [
      "the heartbeat of a condition",
      { status: { ...node.status, conditions: [{ type: "Ready", status: "True", lastHeartbeatTime: "x" }] } },
      [],
    ],
    ["a condition", { status: { ...node.status, conditions: [{ type: "Ready", status: "False" }] } }, ["Node/UpdateNodeCondition"]],
    ["features", { status: { ...node.status, declaredFeatures: ["X"] } }, ["Node/UpdateNodeDeclaredFeature"]],
    [
      "several at once, in Kubernetes' order",
      { metadata: { name: "n" }, spec: {}, status: {} },
      ["Node/UpdateNodeTaint", "Node/UpdateNodeAllocatable", "Node/UpdateNodeLabel", "Node/UpdateNodeTaint", "Node/UpdateNodeCondition"],
    ],
  ])("%s", (_, change, events) => {
    expect(nodeSchedulingPropertiesChange(node, { ...node, ...change }).map(formatClusterEvent)).toEqual(events);
  });

  it("does not report a node that is cordoned", () => {
    expect(nodeSchedulingPropertiesChange({ ...node, spec: { taints: node.spec!.taints! } }, node)).toEqual([]);
  });
});

describe("podSchedulingPropertiesChange", () => {
  it.each<[string, Pod, string[]]>([
    ["nothing in particular", { ...pod, status: { phase: "Pending" } }, ["UnschedulablePod/Update"]],
    ["labels", { ...pod, metadata: { name: "p" } }, ["UnschedulablePod/UpdatePodLabel"]],
    [
      "less cpu",
      requests({ cpu: "999m", memory: "1Gi" }),
      ["UnschedulablePod/UpdatePodScaleDown", "UnschedulablePod/UpdatePodSchedulingGatesEliminated"],
    ],
    [
      "more cpu",
      { ...pod, spec: { ...requests({ cpu: "2", memory: "1Gi" }).spec } },
      ["UnschedulablePod/UpdatePodSchedulingGatesEliminated"],
    ],
    [
      "a request is gone",
      requests({ cpu: "1" }),
      ["UnschedulablePod/UpdatePodScaleDown", "UnschedulablePod/UpdatePodSchedulingGatesEliminated"],
    ],
    [
      "a toleration more",
      { ...pod, spec: { ...pod.spec, tolerations: [{ key: "k" }, { key: "l" }] } },
      ["UnschedulablePod/UpdatePodToleration"],
    ],
    ["another toleration: cannot happen", { ...pod, spec: { ...pod.spec, tolerations: [{ key: "l" }] } }, ["UnschedulablePod/Update"]],
    ["claims", { ...pod, status: { resourceClaimStatuses: [{ name: "c" }] } }, ["UnschedulablePod/UpdatePodGeneratedResourceClaim"]],
    ["on a node", { ...pod, metadata: { name: "p" }, spec: { ...pod.spec, nodeName: "n" } }, ["AssignedPod/UpdatePodLabel"]],
  ])("%s", (name, after, events) => {
    const ungated = { ...after, spec: { ...after.spec, schedulingGates: [] } };
    expect(
      podSchedulingPropertiesChange(pod, name.includes("cpu") || name.includes("request") ? ungated : after).map(formatClusterEvent),
    ).toEqual(events);
  });

  it("counts an in-place resize as soon as the kubelet has applied it", () => {
    const status = (cpu: string) => ({
      containerStatuses: [{ name: "c", resources: { requests: { cpu, memory: "1Gi" } }, allocatedResources: { cpu, memory: "1Gi" } }],
    });
    const before = { ...requests({ cpu: "500m", memory: "1Gi" }), status: status("1") };
    const after = { ...requests({ cpu: "500m", memory: "1Gi" }), status: status("500m") };
    expect(podSchedulingPropertiesChange(before, after).map(formatClusterEvent)).toEqual(["UnschedulablePod/UpdatePodScaleDown"]);
  });
});
