/** Which nodes refused a pod, pool by pool, and what of it could be otherwise: pure functions of an attempt and the frame. */
import type { Frame, PodStory } from "@orrery/runner/session";
import { bytesText, coresText } from "../words/index.ts";

export type RefusedNodes = PodStory["attempts"][number]["refusedNodes"][number];

/** What a pod asks for. */
export interface Asked {
  readonly milliCpu: number;
  readonly memoryBytes: number;
  /** Names of what else it asks for, of which frames do not tell how much there is. */
  readonly others: readonly string[];
}

/** A sentence about nodes that refused; `helps`: with the nodes it would help, the first of them by name. */
export interface Hint {
  readonly text: string;
  readonly helps: readonly string[];
}

/** What a group of nodes refuses for; of those that are too small even when empty, that too. */
export function refusalText({ plugin, code, reasons }: Pick<RefusedNodes, "plugin" | "code" | "reasons">): string {
  const text = reasons.join(", ");
  return plugin === "NodeResourcesFit" && code === "UnschedulableAndUnresolvable" ? `${text}; too small even when empty` : text;
}

export interface PoolRefusal {
  readonly plugin: string;
  readonly reason: string;
  readonly nodes: number;
  /** Most nodes first. */
  readonly pools: readonly { readonly pool: string; readonly nodes: number }[];
}

export function refusalsByPool(groups: readonly RefusedNodes[], frame: Frame, texts: readonly string[]): PoolRefusal[] {
  const rows = rowsByName(frame, texts);
  return groups.map((group) => {
    const { plugin, nodes } = group;
    const counts = new Map<string, number>();
    for (const name of nodes) {
      const row = rows.get(name);
      const pool = row === undefined ? "" : texts[frame.nodes.pool[row]!]!;
      counts.set(pool, (counts.get(pool) ?? 0) + 1);
    }
    const pools = [...counts].sort((a, b) => b[1] - a[1]).map(([pool, count]) => ({ pool, nodes: count }));
    return { plugin, reason: refusalText(group), nodes: nodes.length, pools };
  });
}

/**
 * What would help and what stands in the way, as far as CPU, memory and numbers of pods tell; a sentence or two a group of nodes, none
 * where nothing can be said. Filters end at the first that refuses, so that nodes with a taint have not been asked for room: here they are.
 * What helps comes first.
 */
export function hintsOf(groups: readonly RefusedNodes[], asked: Asked, frame: Frame, texts: readonly string[]): Hint[] {
  const rows = rowsByName(frame, texts);
  const hints = groups.flatMap(({ plugin, reasons, nodes }): Hint[] => {
    const own = nodes.flatMap((name) => rows.get(name) ?? []);
    if (own.length === 0) return [];
    if (plugin === "NodeResourcesFit") return fitHints(reasons, asked, own, frame, texts).map((text) => ({ text, helps: [] }));
    const change = CHANGES[plugin];
    if (change === undefined) return [];
    const roomy = own.filter((row) => hasRoom(row, asked, frame));
    const room = asked.others.length === 0 ? "room for it" : "room for its CPU and memory";
    const unseen = asked.others.length === 0 || roomy.length === 0 ? "" : ` Whether they have ${asked.others.join(", ")} is not looked at.`;
    const text = `${roomy.length === 0 ? "None" : roomy.length} of the ${own.length} ${change(room)}.${unseen}`;
    return [{ text, helps: roomy.map((row) => texts[frame.nodes.name[row]!]!) }];
  });
  return [...hints.filter(({ helps }) => helps.length > 0), ...hints.filter(({ helps }) => helps.length === 0)];
}

/** By plugin that refused: what else could be, after "3 of the 7". */
const CHANGES: Readonly<Record<string, ((room: string) => string) | undefined>> = {
  NodeUnschedulable: (room) => `cordoned nodes would have ${room} once uncordoned`,
  TaintToleration: (room) => `tainted nodes would have ${room} if it tolerated their taint`,
  NodeAffinity: (room) => `nodes that its selector or affinity leaves out would have ${room}`,
};

function fitHints(
  reasons: readonly string[],
  { milliCpu, memoryBytes }: Asked,
  rows: readonly number[],
  { nodes }: Frame,
  texts: readonly string[],
) {
  const sentence = (what: string, wanted: number, offered: Float64Array, taken: Float64Array, text: (amount: number) => string) => {
    const largest = best(rows, (row) => offered[row]!);
    const most = offered[largest]!;
    if (wanted > most) return `It asks for ${text(wanted)}; the largest of these offers ${text(most)} ${what} even when empty.`;
    const freest = best(rows, (row) => offered[row]! - taken[row]!);
    return `It asks for ${text(wanted)} ${what}; most is free on ${texts[nodes.name[freest]!]!}: ${text(offered[freest]! - taken[freest]!)}.`;
  };
  const hints: string[] = [];
  if (reasons.includes("Insufficient cpu"))
    hints.push(sentence("of CPU", milliCpu, nodes.allocatableMilliCpu, nodes.requestedMilliCpu, coresText));
  if (reasons.includes("Insufficient memory"))
    hints.push(sentence("of memory", memoryBytes, nodes.allocatableMemoryBytes, nodes.requestedMemoryBytes, bytesText));
  if (reasons.includes("Too many pods")) hints.push("They hold as many pods as they may, whatever their room.");
  return hints;
}

function hasRoom(row: number, { milliCpu, memoryBytes }: Asked, { nodes }: Frame): boolean {
  return (
    nodes.allocatableMilliCpu[row]! - nodes.requestedMilliCpu[row]! >= milliCpu &&
    nodes.allocatableMemoryBytes[row]! - nodes.requestedMemoryBytes[row]! >= memoryBytes &&
    nodes.allocatablePods[row]! - nodes.pods[row]! >= 1
  );
}

/** The row with the largest value, of several the first. */
function best(rows: readonly number[], of: (row: number) => number): number {
  return rows.reduce((found, row) => (of(row) > of(found) ? row : found), rows[0]!);
}

export function rowsByName({ nodes }: Frame, texts: readonly string[]): ReadonlyMap<string, number> {
  return new Map(Array.from(nodes.name, (name, row) => [texts[name]!, row]));
}
