/**
 * What the state of the zones means for evictions: the rates, and the mode in which nothing is evicted. It comes into force at the end of a
 * pass of the monitor, some time after the pass has queued the first nodes.
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, handleDisruption.
 */
import type { TimedLoop } from "../loop/controller-clock.ts";
import type { NodeWorld } from "../loop/controller-world.ts";
import { type DisruptionPass, disruptionPass, type ZoneCounts, type ZoneEviction } from "./disruption.ts";
import type { EvictionRates } from "./eviction-rates.ts";
import type { NoExecuteTainter } from "./no-execute-tainter.ts";

export class ZoneDisruption implements TimedLoop {
  readonly grid = undefined;
  private readonly world: NodeWorld;
  private readonly tainter: NoExecuteTainter;
  private readonly rates: EvictionRates;
  private readonly resetProbes: () => void;
  private zones: ReadonlyMap<string, ZoneEviction> = new Map();
  private pending: { readonly atUs: number; readonly pass: DisruptionPass } | undefined;

  /** @param resetProbes all nodes count as heard from now */
  constructor(world: NodeWorld, tainter: NoExecuteTainter, rates: EvictionRates, resetProbes: () => void) {
    this.world = world;
    this.tainter = tainter;
    this.rates = rates;
    this.resetProbes = resetProbes;
  }

  nextUs(): number | undefined {
    return this.pending?.atUs;
  }

  /** A pass has found the zones like this; it ends at `atUs`. */
  found(counts: ReadonlyMap<string, ZoneCounts>, atUs: number): void {
    this.pending = { atUs, pass: disruptionPass(this.zones, counts, this.rates) };
    if (atUs <= this.world.engine.nowUs) this.run();
  }

  run(): void {
    if (this.pending === undefined) return;
    const { zones, masterDisruption } = this.pending.pass;
    this.pending = undefined;
    this.zones = zones;
    if (masterDisruption === "entered") for (const id of this.world.nodes.nodes.keys()) this.tainter.clear(id);
    if (masterDisruption === "left") this.resetProbes();
    for (const [zone, { ratePerSecond }] of zones) this.tainter.setRate(zone, ratePerSecond);
  }
}
