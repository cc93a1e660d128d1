/** How many nodes of each zone are ready, kept up to date node by node. */
import type { Node } from "../../model/index.ts";
import type { ZoneCounts } from "./disruption.ts";
import { isExcludedFromDisruption, readyStatusOf, zoneKeyOf } from "./node-objects.ts";

export class ZoneCensus {
  /** Zones in the order in which their first node joined; one without nodes is gone. */
  private readonly zones = new Map<string, { ready: number; notReady: number }>();
  private readonly counted = new Map<number, { readonly zone: string; readonly ready: boolean }>();

  /** Counts the node as it is now. */
  count(id: number, node: Node): void {
    if (isExcludedFromDisruption(node)) return this.forget(id);
    const zone = zoneKeyOf(node);
    const ready = readyStatusOf(node) === "True";
    const before = this.counted.get(id);
    if (before?.zone === zone && before.ready === ready) return;
    let counts = this.zones.get(zone);
    if (counts === undefined) this.zones.set(zone, (counts = { ready: 0, notReady: 0 }));
    counts[ready ? "ready" : "notReady"] += 1;
    this.forget(id);
    this.counted.set(id, { zone, ready });
  }

  forget(id: number): void {
    const before = this.counted.get(id);
    if (before === undefined) return;
    this.counted.delete(id);
    const counts = this.zones.get(before.zone)!;
    counts[before.ready ? "ready" : "notReady"] -= 1;
    if (counts.ready + counts.notReady === 0) this.zones.delete(before.zone);
  }

  /** As they are at this moment; later changes do not show. */
  get counts(): ReadonlyMap<string, ZoneCounts> {
    return new Map([...this.zones].map(([zone, counts]) => [zone, { ...counts }]));
  }
}
