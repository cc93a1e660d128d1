/** Pods that no node can ever hold, however empty: said before the run, with the node that comes nearest. */
import {
  compileRequiredNodeAffinity,
  findMatchingUntoleratedTaint,
  labelMap,
  newMilliQuantity,
  newQuantity,
  parseQuantity,
  podRequests,
} from "@orrery/sim-core/model";
import type { Node, PodSpec } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import type { InputNode } from "../simulation/index.ts";

/**
 * @returns undefined when some node could hold the pod; else a sentence with the best node and what it lacks
 */
export function neverFits(source: PodSource, nodes: readonly InputNode[]): string | undefined {
  if (nodes.length === 0) return "there is no node";
  let best: { readonly node: InputNode; readonly lacks: readonly Lack[] } | undefined;
  for (const node of nodes) {
    const lacks = lacksOf(source.spec, node.node);
    if (lacks.length === 0) return undefined;
    if (best === undefined || badness(lacks) < badness(best.lacks)) best = { node, lacks };
  }
  const { node, lacks } = best!;
  const pool = node.pool === "" ? "" : ` (pool ${node.pool})`;
  return `the best of ${nodes.length} nodes is ${node.node.metadata.name}${pool}, where ${lacks.map(({ text }) => text).join("; ")}`;
}

interface Lack {
  readonly text: string;
  /** How far off, to find the best node: 0 for nearly, 1 for not at all. */
  readonly share: number;
}

function badness(lacks: readonly Lack[]): number {
  return lacks.reduce((sum, { share }) => sum + 1 + share, 0);
}

function lacksOf(spec: PodSpec, node: Node): Lack[] {
  return [...amountsLacking(spec, node), ...placesLacking(spec, node)];
}

function amountsLacking(spec: PodSpec, node: Node): Lack[] {
  const lacks: Lack[] = [];
  for (const [name, wanted] of Object.entries(requestsOf(spec))) {
    const amount = node.status?.allocatable?.[name];
    const offered = amount === undefined ? 0n : name === "cpu" ? parseQuantity(amount).milliValue() : parseQuantity(amount).value();
    if (wanted <= offered) continue;
    const text = `${name} lacks: ${written(name, wanted)} asked for, ${written(name, offered)} allocatable`;
    lacks.push({ text, share: 1 - Number(offered) / Number(wanted) });
  }
  return lacks;
}

function requestsOf(spec: PodSpec): Record<string, bigint> {
  const requests: Record<string, bigint> = {};
  for (const [name, quantity] of podRequests({ metadata: { name: "" }, spec })) {
    requests[name] = name === "cpu" ? quantity.milliValue() : quantity.value();
  }
  return requests;
}

function placesLacking(spec: PodSpec, node: Node): Lack[] {
  const lacks: Lack[] = [];
  const facts = { labels: labelMap(node.metadata.labels ?? {}), name: node.metadata.name };
  if (!compileRequiredNodeAffinity(spec).match(facts))
    lacks.push({ text: "the node selector or required node affinity does not match", share: 1 });
  // Taints of the node's condition come and go.
  const lasting = (node.spec?.taints ?? []).filter(({ key }) => !key.startsWith("node.kubernetes.io/"));
  const taint = findMatchingUntoleratedTaint(lasting, spec.tolerations ?? [], (effect) => effect !== "PreferNoSchedule");
  if (taint !== undefined)
    lacks.push({ text: `the taint ${taint.key}${taint.value ? `=${taint.value}` : ""}:${taint.effect} is not tolerated`, share: 1 });
  return lacks;
}

function written(resource: string, amount: bigint): string {
  if (resource === "cpu") return newMilliQuantity(amount).toString();
  return newQuantity(amount, resource === "memory" || resource === "ephemeral-storage" ? "BinarySI" : "DecimalSI").toString();
}
