/** The order of what suffers: what was killed, evicted, lost or never ready first, then what was slow, then what was throttled. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { LifeFigures, PoolLife } from "./life.ts";

export function bySuffering(a: LifeFigures & Partial<PoolLife>, b: LifeFigures & Partial<PoolLife>): number {
  return (
    harm(b) - harm(a) ||
    (b.outages?.downUs ?? 0) - (a.outages?.downUs ?? 0) ||
    (b.cpu.slowdown ?? 1) - (a.cpu.slowdown ?? 1) ||
    (b.cpu.throttledShare ?? 0) - (a.cpu.throttledShare ?? 0) ||
    b.pods - a.pods ||
    byCodeUnits(a.name, b.name)
  );
}

/** A sum of unlike things: it orders, and is shown nowhere. */
export function harm({ restarts, evictions, podsLost, ready }: LifeFigures): number {
  return restarts.total + evictions.total + podsLost + ready.never;
}
