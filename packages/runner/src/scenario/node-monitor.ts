/** `spec.controlPlane.nodeMonitor`: how kube-controller-manager looks after nodes, by the names of its flags. */
import { DEFAULT_EVICTION_RATES, DEFAULT_NODE_GRACE, DEFAULT_POD_GC, type NodeControllerSettings } from "@orrery/sim-core/controllers";
import type { Path } from "./problem.ts";
import { requiredUs } from "./random-time.ts";
import { duration, integer, object } from "./shape.ts";
import type { ObjectShape } from "./shape.ts";

export const NODE_MONITOR: ObjectShape = object(
  {
    nodeMonitorPeriod: duration("How often nodes are looked at; 5s by default."),
    nodeMonitorGracePeriod: duration("Silent for so long, a node is Unknown; 50s by default."),
    nodeEvictionRate: { kind: "number", minimum: 0, about: "Nodes a second in a zone whose pods are evicted; 0.1 by default." },
    secondaryNodeEvictionRate: { kind: "number", minimum: 0, about: "The same where a large zone is unhealthy; 0.01 by default." },
    largeClusterSizeThreshold: integer(0, "A zone with more nodes is large; 50 by default.", 2_147_483_647),
    unhealthyZoneThreshold: {
      kind: "number",
      minimum: 0,
      maximum: 1,
      about: "Share of nodes not ready from which on a zone is unhealthy; 0.55 by default.",
    },
    terminatedPodGCThreshold: integer(0, "So many finished pods stay; 12500 by default, 0: all.", 2_147_483_647),
  },
  { about: "Flags of kube-controller-manager for nodes and the pods on them." },
);

/** As the file has it once its shape is checked. */
export interface NodeMonitorEntry {
  readonly nodeMonitorPeriod?: string;
  readonly nodeMonitorGracePeriod?: string;
  readonly nodeEvictionRate?: number;
  readonly secondaryNodeEvictionRate?: number;
  readonly largeClusterSizeThreshold?: number;
  readonly unhealthyZoneThreshold?: number;
  readonly terminatedPodGCThreshold?: number;
}

export function nodeControllers(entry: NodeMonitorEntry): NodeControllerSettings {
  const us = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : requiredUs(text));
  const [grace, rates] = [DEFAULT_NODE_GRACE, DEFAULT_EVICTION_RATES];
  return {
    lifecycle: {
      grace: {
        monitorPeriodUs: us(entry.nodeMonitorPeriod, grace.monitorPeriodUs),
        gracePeriodUs: us(entry.nodeMonitorGracePeriod, grace.gracePeriodUs),
        startupGracePeriodUs: grace.startupGracePeriodUs,
      },
      rates: {
        normalPerSecond: entry.nodeEvictionRate ?? rates.normalPerSecond,
        secondaryPerSecond: entry.secondaryNodeEvictionRate ?? rates.secondaryPerSecond,
        largeZoneNodes: entry.largeClusterSizeThreshold ?? rates.largeZoneNodes,
        unhealthyZoneThreshold: entry.unhealthyZoneThreshold ?? rates.unhealthyZoneThreshold,
      },
    },
    podGc: { ...DEFAULT_POD_GC, terminatedPodThreshold: entry.terminatedPodGCThreshold ?? DEFAULT_POD_GC.terminatedPodThreshold },
  };
}

/** Leases are renewed every 10 s: with less, healthy nodes would be taken for dead. */
const LEASE_RENEW_US = 10e6;

export function checkNodeMonitor(
  entry: NodeMonitorEntry,
  complain: (path: Path, message: string, found: string, accepted: string) => void,
): void {
  const { monitorPeriodUs, gracePeriodUs } = nodeControllers(entry).lifecycle!.grace;
  const path = ["spec", "controlPlane", "nodeMonitor"];
  if (monitorPeriodUs === 0) {
    complain(
      [...path, "nodeMonitorPeriod"],
      "nodes cannot be looked at all the time",
      JSON.stringify(entry.nodeMonitorPeriod),
      "a duration over 0",
    );
  }
  if (gracePeriodUs >= LEASE_RENEW_US + monitorPeriodUs) return;
  const field = entry.nodeMonitorGracePeriod === undefined ? "nodeMonitorPeriod" : "nodeMonitorGracePeriod";
  const accepted = "nodeMonitorGracePeriod of at least nodeMonitorPeriod and 10s, how often leases are renewed";
  complain([...path, field], "a healthy node would be taken for dead", JSON.stringify(entry[field]), accepted);
}
