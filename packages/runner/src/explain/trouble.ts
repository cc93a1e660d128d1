/** Something that came about, with the chain of its causes; and how those that came about alike become one. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { Effect, WhyChain, WhyLink } from "./why.ts";

export interface Trouble {
  effect: Effect;
  readonly atUs: number;
  /** `namespace/name`; "": of the node itself. */
  readonly pod: string;
  /** "": of none. */
  readonly node: string;
  readonly links: readonly WhyLink[];
}

/** @param order what comes first; the most frequent, or the latest */
export function chainsOf(troubles: readonly Trouble[], order: "frequent" | "latest"): WhyChain[] {
  const alike = new Map<string, Trouble[]>();
  for (const trouble of troubles) {
    const key = [trouble.effect, trouble.pod === "", ...trouble.links.map(({ kind }) => kind)].join(" ");
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [trouble]);
    else group.push(trouble);
  }
  const chains = Array.from(alike.values(), chainOf);
  return chains.sort(
    (a, b) => (order === "latest" ? b.lastUs - a.lastUs : b.times - a.times) || a.firstUs - b.firstUs || byCodeUnits(a.effect, b.effect),
  );
}

function chainOf(group: readonly Trouble[]): WhyChain {
  const [first] = group as readonly [Trouble];
  const worst = group.reduce((most, each) => (slowdownOf(each) > slowdownOf(most) ? each : most), first);
  const nodes = new Map<string, number>();
  for (const { node } of group) if (node !== "") nodes.set(node, (nodes.get(node) ?? 0) + 1);
  return {
    effect: first.effect,
    times: group.length,
    pods: new Set(group.flatMap(({ pod }) => (pod === "" ? [] : [pod]))).size,
    firstUs: group.reduce((least, { atUs }) => Math.min(least, atUs), Infinity),
    lastUs: group.reduce((most, { atUs }) => Math.max(most, atUs), 0),
    example: worst.pod || worst.node,
    nodes: Array.from(nodes, ([name, times]) => ({ name, times })).sort((a, b) => b.times - a.times || byCodeUnits(a.name, b.name)),
    links: worst.links,
  };
}

function slowdownOf({ links }: Trouble): number {
  return links.reduce((most, { evidence }) => Math.max(most, Number(evidence["slowdown"] ?? 1)), 1);
}
