/** The node lifecycle controller: its monitor, its tainters and the judgement of the zones, in the order of their acts at one instant. */
import type { NodeWorld } from "../loop/controller-world.ts";
import { DEFAULT_EVICTION_RATES, type EvictionRates } from "./eviction-rates.ts";
import { NoExecuteTainter } from "./no-execute-tainter.ts";
import { NoScheduleTainter } from "./no-schedule-tainter.ts";
import { DEFAULT_NODE_GRACE, type NodeGrace } from "./node-health.ts";
import { NodeMonitor } from "./node-monitor.ts";
import { ZoneDisruption } from "./zone-disruption.ts";

/** Flags of kube-controller-manager. */
export interface NodeLifecycleSettings {
  readonly grace: NodeGrace;
  readonly rates: EvictionRates;
}

export const DEFAULT_NODE_LIFECYCLE: NodeLifecycleSettings = { grace: DEFAULT_NODE_GRACE, rates: DEFAULT_EVICTION_RATES };

/** @throws RangeError as {@link NodeMonitor} */
export function startNodeLifecycle(world: NodeWorld, { grace, rates }: NodeLifecycleSettings, elide: boolean): void {
  void new NoScheduleTainter(world);
  const tainter = new NoExecuteTainter(world, rates.normalPerSecond);
  const monitor = new NodeMonitor(world, grace, elide, tainter);
  const disruption = new ZoneDisruption(world, tainter, rates, () => monitor.resetProbes());
  monitor.disruption = disruption;
  // The end of a pass, then the taints that are due, then the next pass: a node that a pass finds silent is tainted after it.
  for (const loop of [disruption, tainter, monitor]) world.clock.add(loop);
}
