/**
 * The order in which nodes are searched: zones take turns. Source: pkg/scheduler/backend/cache/node_tree.go,
 * component-helpers/node/topology.
 */
import type { LabelMap } from "@orrery/sim-core/model";

export class NodeTree {
  private readonly zones = new Map<string, string[]>();

  /** A node that joins (it must be new) goes to the end of its zone; a zone seen for the first time goes to the end of the zones. */
  add(name: string, labels: LabelMap): void {
    const zone = zoneKey(labels);
    const names = this.zones.get(zone);
    if (names === undefined) this.zones.set(zone, [name]);
    else names.push(name);
  }

  /** A zone goes with its last node. */
  remove(name: string, labels: LabelMap): void {
    const zone = zoneKey(labels);
    const names = this.zones.get(zone);
    if (names === undefined) return;
    const at = names.indexOf(name);
    if (at >= 0) names.splice(at, 1);
    if (names.length === 0) this.zones.delete(zone);
  }

  /** @returns whether the node changed its place in the order. */
  update(name: string, before: LabelMap, after: LabelMap): boolean {
    if (zoneKey(before) === zoneKey(after)) return false;
    this.remove(name, before);
    this.add(name, after);
    return true;
  }

  /** First of every zone, then second of every zone, and so on. */
  list(): string[] {
    const zones = [...this.zones.values()];
    const longest = zones.reduce((most, names) => Math.max(most, names.length), 0);
    const out: string[] = [];
    for (let i = 0; i < longest; i++) {
      for (const names of zones) {
        if (i < names.length) out.push(names[i]!);
      }
    }
    return out;
  }
}

/** Region and zone as one key; the deprecated beta labels win where they are set (GetZoneKey). */
export function zoneKey(labels: LabelMap): string {
  const zone = labels.get("failure-domain.beta.kubernetes.io/zone") ?? labels.get("topology.kubernetes.io/zone") ?? "";
  const region = labels.get("failure-domain.beta.kubernetes.io/region") ?? labels.get("topology.kubernetes.io/region") ?? "";
  return region === "" && zone === "" ? "" : `${region}:\u0000:${zone}`;
}
