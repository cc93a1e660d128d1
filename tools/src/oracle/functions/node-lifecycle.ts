/** Runs the recorded cases of the family `node-lifecycle`. */
import {
  DEFAULT_EVICTION_RATES,
  disruptionPass,
  minTolerationSeconds,
  podEviction,
  reducedEvictionRate,
  type ZoneCounts,
  type ZoneEviction,
  zoneEvictionRate,
  zoneState,
} from "@orrery/sim-core/controllers/nodelifecycle";
import type { Taint, Toleration } from "@orrery/sim-core/model";
import type { FunctionTable, RecordedFunction } from "./recorded-case.ts";

export const nodeLifecycleFunctions: FunctionTable = new Map<string, RecordedFunction>([
  [
    "ComputeZoneState",
    (input) => {
      const { ready, notReady, unhealthyZoneThreshold } = input as { ready: number; notReady: number; unhealthyZoneThreshold: string };
      return { notReady, state: zoneState(ready, notReady, Number(unhealthyZoneThreshold)) };
    },
  ],
  [
    "HealthyQPSFunc",
    ({ nodes, evictionLimiterQPS }) =>
      String(
        zoneEvictionRate("FullDisruption", nodes as number, { ...DEFAULT_EVICTION_RATES, normalPerSecond: Number(evictionLimiterQPS) }),
      ),
  ],
  [
    "ReducedQPSFunc",
    ({ nodes, secondaryEvictionLimiterQPS, largeClusterThreshold }) =>
      String(
        reducedEvictionRate(nodes as number, {
          secondaryPerSecond: Number(secondaryEvictionLimiterQPS),
          largeZoneNodes: largeClusterThreshold as number,
        }),
      ),
  ],
  ["handleDisruption", disruption],
  [
    "getMinTolerationTime",
    ({ tolerations }) => {
      const seconds = minTolerationSeconds((tolerations ?? []) as Toleration[]);
      return seconds === Infinity ? "never" : seconds;
    },
  ],
  [
    "taintEviction",
    ({ noExecuteTaints, tolerations }) => {
      const { allTolerated, afterSeconds } = podEviction((noExecuteTaints ?? []) as Taint[], (tolerations ?? []) as Toleration[]);
      if (afterSeconds === 0) return { allTolerated, evict: "now" };
      return afterSeconds === Infinity ? { allTolerated, evict: "never" } : { allTolerated, evict: "after", afterSeconds };
    },
  ],
]);

function disruption(input: Record<string, unknown>): unknown {
  let zones: ReadonlyMap<string, ZoneEviction> = new Map();
  return (input.passes as Record<string, ZoneCounts>[]).map((counts) => {
    zones = disruptionPass(zones, new Map(Object.entries(counts)), DEFAULT_EVICTION_RATES).zones;
    return Object.fromEntries([...zones].map(([zone, { state, ratePerSecond }]) => [zone, { state, qps: String(ratePerSecond) }]));
  });
}
