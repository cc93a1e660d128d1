/** How many nodes a second get the taint that evicts their pods. */
import type { ZoneState } from "./zone-state.ts";

/** Settings of kube-controller-manager; rates are nodes a second in a zone. */
export interface EvictionRates {
  /** --node-eviction-rate. */
  readonly normalPerSecond: number;
  /** --secondary-node-eviction-rate: of a large zone in partial disruption. */
  readonly secondaryPerSecond: number;
  /** --large-cluster-size-threshold: a zone is large with more nodes than this. */
  readonly largeZoneNodes: number;
  /** --unhealthy-zone-threshold. */
  readonly unhealthyZoneThreshold: number;
}

/** Source: cmd/kube-controller-manager/app/options/nodelifecyclecontroller.go; pkg/controller/nodelifecycle/config/v1alpha1/defaults.go. */
export const DEFAULT_EVICTION_RATES: EvictionRates = {
  normalPerSecond: 0.1,
  secondaryPerSecond: 0.01,
  largeZoneNodes: 50,
  unhealthyZoneThreshold: 0.55,
};

/** The rate on entering a state; of a cluster that is down as a whole `disruptionPass` speaks. Source: setLimiterInZone. */
export function zoneEvictionRate(state: ZoneState, zoneNodes: number, rates: EvictionRates): number {
  return state === "PartialDisruption" ? reducedEvictionRate(zoneNodes, rates) : rates.normalPerSecond;
}

/** Slow in a large zone, none in a small one. Source: node_lifecycle_controller.go, ReducedQPSFunc. */
export function reducedEvictionRate(zoneNodes: number, rates: Pick<EvictionRates, "secondaryPerSecond" | "largeZoneNodes">): number {
  return zoneNodes > rates.largeZoneNodes ? rates.secondaryPerSecond : 0;
}
