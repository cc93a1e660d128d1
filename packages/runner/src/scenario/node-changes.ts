/** A node after a change: cordoned, tainted, relabelled. The node itself stays as it was. */
import { strategicMerge } from "@orrery/sim-core/model";
import type { Node, Taint } from "@orrery/sim-core/model";

export function withUnschedulable(node: Node, unschedulable: boolean): Node {
  const taints = (node.spec?.taints ?? []).filter(({ key }) => key !== UNSCHEDULABLE);
  return {
    ...node,
    spec: { ...node.spec, unschedulable, taints: unschedulable ? [...taints, { key: UNSCHEDULABLE, effect: "NoSchedule" }] : taints },
  };
}

/** The node lifecycle controller keeps this taint beside spec.unschedulable. */
const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

export function withTaint(node: Node, taint: Taint): Node {
  const others = (node.spec?.taints ?? []).filter(({ key, effect }) => key !== taint.key || effect !== taint.effect);
  return { ...node, spec: { ...node.spec, taints: [...others, taint] } };
}

export function withoutTaint(node: Node, key: string, effect: string | undefined): Node {
  const left = (node.spec?.taints ?? []).filter((taint) => taint.key !== key || (effect !== undefined && taint.effect !== effect));
  return { ...node, spec: { ...node.spec, taints: left } };
}

export function withLabels(node: Node, set: Readonly<Record<string, string>>, remove: readonly string[]): Node {
  const labels = { ...node.metadata.labels, ...set };
  for (const key of remove) delete labels[key];
  return { ...node, metadata: { ...node.metadata, labels } };
}

/** A strategic merge patch; with spec.unschedulable goes its taint. */
export function patchedNode(node: Node, patch: Readonly<Record<string, unknown>>): Node {
  const merged = strategicMerge(node, patch) as Node;
  const { unschedulable } = (patch["spec"] ?? {}) as { readonly unschedulable?: boolean | null };
  return unschedulable === undefined ? merged : withUnschedulable(merged, unschedulable === true);
}

export function taintText({ key, value, effect }: Taint): string {
  return `${key}${value === undefined ? "" : `=${value}`}:${effect}`;
}
