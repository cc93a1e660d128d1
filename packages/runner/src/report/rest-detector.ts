/**
 * Knows when nothing is left to happen but retries of pods that fit nowhere: kube-scheduler goes on trying them for ever, so that a run
 * without a horizon would never end.
 */
import { FactKind } from "@orrery/sim-core/store";
import type { Simulation } from "../simulation/index.ts";

/** A pod that fits nowhere is tried again every five minutes, and ten seconds of back-off later at most. */
export const REST_US = 15 * 60e6;
/** To be asked at whole multiples of this simulated time, so that the answer does not depend on how the run is sliced. */
export const REST_CHECK_US = 10 * 60e6;

export class RestDetector {
  private readonly simulation: Simulation;
  private readonly lastChangeUs: number;
  private cursor = 0;
  private lastFactUs = 0;
  /** Pods with something ahead of them: a start or an end. */
  private readonly moving = new Set<number>();

  constructor(simulation: Simulation) {
    this.simulation = simulation;
    this.lastChangeUs = simulation.input.timeline.at(-1)?.atUs ?? 0;
  }

  get atRest(): boolean {
    const { behaviors = [], horizonUs } = this.simulation.input;
    // Pods that live change without a fact; a run of them goes to its horizon.
    if (behaviors.length > 0 && horizonUs < Infinity) return false;
    const { nowUs, arrived, arrivals } = this.simulation.progress;
    this.follow();
    return arrived === arrivals && nowUs > this.lastChangeUs && this.moving.size === 0 && nowUs - this.lastFactUs >= REST_US;
  }

  private follow(): void {
    const { log, state } = this.simulation.store;
    for (; this.cursor < log.length; this.cursor++) {
      const kind = log.kind[this.cursor] as FactKind;
      const subject = log.subject[this.cursor]!;
      if (kind === FactKind.PodUnschedulable) continue;
      this.lastFactUs = log.timeUs[this.cursor]!;
      if (kind === FactKind.PodBound || kind === FactKind.PodDeletionRequested) this.moving.add(subject);
      else if (kind === FactKind.PodStarted && state.pods[subject]!.durationUs === Infinity) this.moving.delete(subject);
      else if (kind === FactKind.PodSucceeded || kind === FactKind.PodFailed || kind === FactKind.PodRemoved) this.moving.delete(subject);
    }
  }
}
