/** The settings of kube-controller-manager that a recording was made with. */
import { DEFAULT_NODE_GRACE, type NodeControllerSettings } from "@orrery/sim-core/controllers";
import { durationUs, type Recording } from "./recording.ts";

/**
 * The recorded control plane had been running for some time, so that the moments of its pod garbage collection, 20 s apart, lie anywhere:
 * in the middle between two multiples the guess is off by the least.
 */
const POD_GC_PHASE_US = 10_000_000;

export function controllerFlags({ flags }: Recording): NodeControllerSettings {
  const number = (name: string): number => Number(flags[name]);
  const duration = (name: string): number => durationUs(String(flags[name]));
  return {
    lifecycle: {
      grace: {
        ...DEFAULT_NODE_GRACE,
        monitorPeriodUs: duration("node-monitor-period"),
        gracePeriodUs: duration("node-monitor-grace-period"),
      },
      rates: {
        normalPerSecond: number("node-eviction-rate"),
        secondaryPerSecond: number("secondary-node-eviction-rate"),
        largeZoneNodes: number("large-cluster-size-threshold"),
        unhealthyZoneThreshold: number("unhealthy-zone-threshold"),
      },
    },
    podGc: { terminatedPodThreshold: number("terminated-pod-gc-threshold"), phaseUs: POD_GC_PHASE_US },
  };
}
