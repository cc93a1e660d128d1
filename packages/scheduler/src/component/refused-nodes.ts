/** Which nodes an attempt could not use, by who refused them and why: a filter that refuses ends the questions about its node. */
import type { Attempt } from "../cycle/index.ts";
import type { Status } from "../framework/index.ts";

export interface RefusedNodes {
  readonly plugin: string;
  readonly code: string;
  /** All that the plugin said of each of them. */
  readonly reasons: readonly string[];
  /** By name, in the order they were asked. */
  readonly nodes: readonly string[];
}

/** The largest groups first. Nodes that were not asked one by one, because a PreFilter plugin had ruled them out, are in none. */
export function refusedNodes({ diagnosis }: Attempt): RefusedNodes[] {
  const groups = new Map<string, { status: Status; nodes: string[] }>();
  for (const [i, status] of diagnosis.statuses.entries()) {
    const key = [status.plugin, status.code, ...status.reasons].join("\n");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { status, nodes: [diagnosis.nodes[i]!.name] });
    else known.nodes.push(diagnosis.nodes[i]!.name);
  }
  return [...groups.values()]
    .sort((a, b) => b.nodes.length - a.nodes.length)
    .map(({ status: { plugin, code, reasons }, nodes }) => ({ plugin, code, reasons, nodes }));
}
