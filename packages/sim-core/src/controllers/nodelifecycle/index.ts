/** Decisions of the node lifecycle and taint eviction controllers: who is overdue, which taints, how fast, which pods go when. */
export { disruptionPass, type DisruptionPass, INITIAL_ZONE_STATE, type ZoneCounts, type ZoneEviction } from "./disruption.ts";
export { conditionTaints, noScheduleTaintChange, type TaintChange } from "./condition-taints.ts";
export { DEFAULT_EVICTION_RATES, type EvictionRates, reducedEvictionRate, zoneEvictionRate } from "./eviction-rates.ts";
export { EvictionLimiter } from "./eviction-limiter.ts";
export {
  DEFAULT_NODE_GRACE,
  type NodeGrace,
  type NodeHealth,
  type NodeObservation,
  observeNode,
  type ObservedNode,
  staleConditions,
} from "./node-health.ts";
export { noExecuteStep, type NoExecuteStep, NOT_READY_TAINT, UNREACHABLE_TAINT } from "./not-ready-taint.ts";
export { type EvictionSchedule, nextEviction, podEviction, type PodEviction } from "./taint-eviction.ts";
export { matchingTolerations, minTolerationSeconds } from "./toleration-time.ts";
export { ZoneTaintQueue } from "./zone-taint-queue.ts";
export { zoneState, type ZoneState } from "./zone-state.ts";
export { DEFAULT_NODE_LIFECYCLE, type NodeLifecycleSettings } from "./node-lifecycle-controller.ts";
export { readyStatusOf, type ReadyStatus, withConditions, withTaints } from "./node-objects.ts";
