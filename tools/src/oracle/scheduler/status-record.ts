/** Statuses and refusals in the shape of the recordings. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { NodeInfo, Status } from "@orrery/scheduler/framework";

/** Nodes that were refused, grouped by equal status as the recording groups them. */
export function groupRejections(nodes: readonly NodeInfo[], statuses: readonly Status[]): Record<string, unknown>[] {
  const groups = new Map<string, { status: Record<string, unknown>; nodes: string[] }>();
  nodes.forEach((node, i) => {
    const status = statusRecord(statuses[i]!);
    const key = JSON.stringify(status);
    const group = groups.get(key) ?? { status, nodes: [] };
    group.nodes.push(node.name);
    groups.set(key, group);
  });
  return [...groups.values()].map(({ status, nodes: names }) => ({ ...status, nodes: names.sort(byCodeUnits) }));
}

export function statusRecord(status: Status): Record<string, unknown> {
  const record: Record<string, unknown> = { code: status.code };
  if (status.plugin !== "") record["plugin"] = status.plugin;
  if (status.reasons.length > 0) record["reasons"] = [...status.reasons].sort(byCodeUnits);
  return record;
}
