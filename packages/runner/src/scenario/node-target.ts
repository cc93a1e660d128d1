/** Which nodes an action means. */
import type { InputNode } from "../simulation/index.ts";
import type { NodeTarget } from "./timeline-entry.ts";

/** By name, pool, or labels; `count` is not looked at. */
export function isTarget({ node, pool }: InputNode, { names, pool: wanted, labels = {} }: NodeTarget): boolean {
  if (names !== undefined) return names.includes(node.metadata.name);
  if (wanted !== undefined) return pool === wanted;
  return Object.entries(labels).every(([key, value]) => node.metadata.labels?.[key] === value);
}
