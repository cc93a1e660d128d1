/** What a look at all zones changes: their states, the rates of eviction, and the mode in which nothing is evicted. */
import { type EvictionRates, zoneEvictionRate } from "./eviction-rates.ts";
import { zoneState, type ZoneState } from "./zone-state.ts";

export interface ZoneEviction {
  readonly state: ZoneState;
  /** Nodes a second; 0: never. */
  readonly ratePerSecond: number;
}

/** Nodes of a zone; one without condition Ready is not ready, one excluded by label is not counted. */
export interface ZoneCounts {
  readonly ready: number;
  readonly notReady: number;
}

export interface DisruptionPass {
  readonly zones: ReadonlyMap<string, ZoneEviction>;
  /**
   * "entered": no node of any zone is ready, so the fault is taken to be the control plane's own: no eviction, and the
   * NoExecute taints are taken off all nodes. "left": a node is ready again, and all nodes count as heard from now.
   */
  readonly masterDisruption: "entered" | "left" | "unchanged";
}

/** State of a zone that has just appeared; its rate is the normal one. */
export const INITIAL_ZONE_STATE: ZoneState = "Initial";

/**
 * A zone's rate is set when its state changes, not when only its size does.
 *
 * @param zones states and rates after the last pass. A zone that has no nodes any more is forgotten.
 * Not modelled: that the real loop may forget it some passes later (random order of a Go map).
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, handleDisruption.
 */
export function disruptionPass(
  zones: ReadonlyMap<string, ZoneEviction>,
  counts: ReadonlyMap<string, ZoneCounts>,
  rates: EvictionRates,
): DisruptionPass {
  const initial: ZoneEviction = { state: INITIAL_ZONE_STATE, ratePerSecond: rates.normalPerSecond };
  let allAreDown = true;
  let allWereDown = true;
  const seen = [...counts].map(([zone, { ready, notReady }]) => {
    const before = zones.get(zone) ?? initial;
    const state = zoneState(ready, notReady, rates.unhealthyZoneThreshold);
    allAreDown &&= state === "FullDisruption";
    allWereDown &&= before.state === "FullDisruption";
    return { zone, before, state, nodes: ready + notReady };
  });

  const entered = allAreDown && !allWereDown;
  const left = allWereDown && !allAreDown;
  const after = seen.map(({ zone, before, state, nodes }): [string, ZoneEviction] => {
    if (entered) return [zone, { state: "FullDisruption", ratePerSecond: 0 }];
    if (state === before.state && !left) return [zone, before];
    return [zone, { state, ratePerSecond: zoneEvictionRate(state, nodes, rates) }];
  });
  return { zones: new Map(after), masterDisruption: entered ? "entered" : left ? "left" : "unchanged" };
}
