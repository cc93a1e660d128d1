/** Reading and changing what the controllers of nodes care about in a Node object. */
import type { Node, NodeCondition, Taint } from "../../model/index.ts";

export type ReadyStatus = "True" | "False" | "Unknown";

/** The condition Ready; a node that has none is taken to be ready, as the nodes of a scenario say nothing of it. */
export function readyStatusOf(node: Node): ReadyStatus {
  const status = readyConditionOf(node)?.status;
  return status === "False" || status === "Unknown" ? status : "True";
}

export function readyConditionOf({ status }: Node): NodeCondition | undefined {
  return status?.conditions?.find(({ type }) => type === "Ready");
}

/** The node with these conditions set, others and their heartbeats kept. */
export function withConditions(node: Node, changes: readonly NodeCondition[]): Node {
  if (changes.length === 0) return node;
  const current = node.status?.conditions ?? [];
  const changed = current.map((condition) => ({ ...condition, ...changes.find(({ type }) => type === condition.type) }));
  const added = changes.filter(({ type }) => !current.some((condition) => condition.type === type));
  return { ...node, status: { ...node.status, conditions: [...changed, ...added] } };
}

/** The node with taints added and removed by key and effect; the same object where that changes nothing. */
export function withTaints(node: Node, add: readonly Taint[], remove: readonly Taint[]): Node {
  const taints = node.spec?.taints ?? [];
  const kept = taints.filter((taint) => !remove.some((each) => isSameTaint(each, taint)));
  const added = add.filter((taint) => !kept.some((each) => isSameTaint(each, taint)));
  if (kept.length === taints.length && added.length === 0) return node;
  const { taints: _, ...spec } = node.spec ?? {};
  const next = [...kept, ...added];
  return { ...node, spec: next.length === 0 ? spec : { ...spec, taints: next } };
}

/** Taints that evict. */
export function noExecuteTaints({ spec }: Node): Taint[] {
  return spec?.taints?.filter(({ effect }) => effect === "NoExecute") ?? [];
}

/**
 * Region and zone of a node as one text; "" without either.
 *
 * Source: staging/src/k8s.io/component-helpers/node/topology/helpers.go, GetZoneKey.
 */
export function zoneKeyOf({ metadata: { labels = {} } }: Node): string {
  const zone = labels["topology.kubernetes.io/zone"] ?? labels["failure-domain.beta.kubernetes.io/zone"] ?? "";
  const region = labels["topology.kubernetes.io/region"] ?? labels["failure-domain.beta.kubernetes.io/region"] ?? "";
  return zone === "" && region === "" ? "" : `${region}:\0:${zone}`;
}

/** Such nodes say nothing about how badly a zone is hit. Source: node_lifecycle_controller.go, isNodeExcludedFromDisruptionChecks. */
export function isExcludedFromDisruption({ metadata: { labels = {} } }: Node): boolean {
  return "node.kubernetes.io/exclude-disruption" in labels;
}

function isSameTaint(left: Taint, right: Taint): boolean {
  return left.key === right.key && left.effect === right.effect;
}
