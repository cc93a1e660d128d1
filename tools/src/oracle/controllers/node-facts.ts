/** What recordings say of nodes that fail, worked out from Orrery's facts in the same words. */
import type { Node } from "@orrery/sim-core/model";
import { FactKind } from "@orrery/sim-core/store";
import type { NodePayload } from "@orrery/sim-core/store";
import type { Replayed } from "./replay.ts";

/** Something that happened to a node: `Ready=Unknown`, `+key:effect`, `-key:effect`, `removed`. */
export interface NodeEvent {
  readonly node: number;
  readonly what: string;
  /** Since the first second of the recording. */
  readonly atS: number;
}

const UNREACHABLE = "node.kubernetes.io/unreachable:NoExecute";

export function nodeEvents({ store: { log }, startUs, nodes }: Replayed): NodeEvent[] {
  const events: NodeEvent[] = [];
  const seen = new Map<number, { readonly ready: string; readonly taints: readonly string[] }>();
  for (let fact = 0; fact < log.length; fact++) {
    const node = log.subject[fact]!;
    const kind = log.kind[fact] as FactKind;
    if (!NODE_FACTS.has(kind) || !nodes.has(node)) continue;
    const atS = (log.timeUs[fact]! - startUs) / 1e6;
    if (kind === FactKind.NodeRemoved) {
      events.push({ node, what: "removed", atS });
      continue;
    }
    const payload = log.payloads[log.detail[fact]!];
    const object = kind === FactKind.NodeAdded ? (payload as NodePayload).node : (payload as Node);
    const after = { ready: readyOf(object), taints: taintsOf(object) };
    // What a node is created with, its kubelet has not said; its taints are the API server's.
    const before = seen.get(node) ?? { ready: after.ready, taints: [] };
    seen.set(node, after);
    const gained = after.taints.filter((taint) => !before.taints.includes(taint)).map((taint) => `+${taint}`);
    const lost = before.taints.filter((taint) => !after.taints.includes(taint)).map((taint) => `-${taint}`);
    const ready = after.ready === before.ready ? [] : [`Ready=${after.ready}`];
    for (const what of [...ready, ...gained, ...lost]) events.push({ node, what, atS });
  }
  return events;
}

const NODE_FACTS: ReadonlySet<FactKind> = new Set([FactKind.NodeAdded, FactKind.NodeUpdated, FactKind.NodeRemoved]);

/** `node.X.events` and `noExecute.*`. */
export function determinedNodeFacts({ store }: Replayed, events: readonly NodeEvent[]): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const node of new Set(events.map((event) => event.node))) {
    const whats = new Set(events.filter((event) => event.node === node).map(({ what }) => what));
    facts[`node.${nameOf(store, node)}.events`] = [...whats].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }
  facts["noExecute.count"] = firstTaints(events).length;
  facts["noExecute.removedCount"] = events.filter(({ what }) => what === `-${UNREACHABLE}`).length;
  return facts;
}

/** Times in seconds. */
export function timedNodeFacts(replayed: Replayed, events: readonly NodeEvent[]): Record<string, number | readonly number[]> {
  const { store, startUs, names } = replayed;
  const facts: Record<string, number | readonly number[]> = {};
  for (const { node, what, atS } of events) facts[`node.${nameOf(store, node)}.${what}`] ??= atS;
  const unknown = events.filter(({ what }) => what === "Ready=Unknown");
  const stops = stopsOf(replayed);
  const lastBefore = (times: readonly { readonly node: number; readonly atS: number }[], { node, atS }: NodeEvent) =>
    times.findLast((each) => each.node === node && each.atS <= atS)?.atS ?? Number.NaN;
  facts["unknown.at"] = ascending(unknown.map(({ atS }) => atS));
  facts["unknown.afterStop"] = ascending(unknown.map((event) => event.atS - lastBefore(stops, event)));
  const tainted = firstTaints(events);
  const at = ascending(tainted.map(({ atS }) => atS));
  facts["noExecute.at"] = at;
  facts["noExecute.gaps"] = at.slice(1).map((atS, i) => atS - at[i]!);
  facts["noExecute.afterUnknown"] = ascending(tainted.map((event) => event.atS - lastBefore(unknown, event)));
  facts["noExecute.removedAt"] = ascending(events.filter(({ what }) => what === `-${UNREACHABLE}`).map(({ atS }) => atS));
  const afterTaint: number[] = [];
  for (const pod of store.state.pods) {
    if (pod.deletionRequestedUs < 0) continue;
    const deletedS = (pod.deletionRequestedUs - startUs) / 1e6;
    facts[`podDeleted.${names.podName(pod)}`] = deletedS;
    const taint = tainted.find(({ node }) => node === pod.nodeId);
    if (taint === undefined) continue;
    afterTaint.push(deletedS - taint.atS);
    facts[`podDeletedAfterTaint.${names.podName(pod)}`] = deletedS - taint.atS;
  }
  facts["podDeletedAfterTaint"] = ascending(afterTaint);
  return facts;
}

/** The first time of each node. */
function firstTaints(events: readonly NodeEvent[]): NodeEvent[] {
  const taints = events.filter(({ what }) => what === `+${UNREACHABLE}`);
  return taints.filter((event, i) => taints.findIndex(({ node }) => node === event.node) === i);
}

function stopsOf({ store: { log }, startUs }: Replayed): { readonly node: number; readonly atS: number }[] {
  const facts = Array.from({ length: log.length }, (_, fact) => fact).filter((fact) => log.kind[fact] === FactKind.NodeStopped);
  return facts.map((fact) => ({ node: log.subject[fact]!, atS: (log.timeUs[fact]! - startUs) / 1e6 }));
}

/** As recordings show them: `key:effect`, in order. */
export function taintsOf({ spec }: Node): string[] {
  return (spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A node that says nothing is ready. */
export function readyOf({ status }: Node): string {
  return status?.conditions?.find(({ type }) => type === "Ready")?.status ?? "True";
}

function nameOf({ state }: Replayed["store"], node: number): string {
  return state.nodes[node]!.node.metadata.name;
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
