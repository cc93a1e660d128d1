/** Runs a simulation in slices, so that signals and messages are heard in between; the history does not depend on the slices. */
import { setImmediate as turn } from "node:timers/promises";
import type { Progress, Simulation } from "@orrery/runner/simulation";
import { REST_CHECK_US, RestDetector } from "@orrery/runner/report";
import type { EndOfRun } from "@orrery/runner/report";

export interface SimulateOptions {
  /** Events in a slice; undefined: as many as take about SLICE_MS. */
  readonly sliceEvents: number | undefined;
  readonly interrupted: () => boolean;
  readonly onProgress: (progress: Progress) => void;
}

/** Short enough that Ctrl-C feels immediate. */
const SLICE_MS = 40;

export async function simulate(simulation: Simulation, { sliceEvents, interrupted, onProgress }: SimulateOptions): Promise<EndOfRun> {
  const { horizonUs } = simulation.input;
  const rest = new RestDetector(simulation);
  let size = sliceEvents ?? 256;
  for (let untilUs = REST_CHECK_US; ; untilUs += REST_CHECK_US) {
    const last = untilUs >= horizonUs;
    const boundUs = last ? horizonUs : untilUs;
    for (;;) {
      const beganMs = performance.now();
      const before = simulation.progress.events;
      const progress = simulation.advanceTo(boundUs, size);
      if (progress.done) return last ? "horizon" : "complete";
      const tookMs = performance.now() - beganMs;
      if (sliceEvents === undefined)
        size = Math.min(1_000_000, Math.max(64, Math.round(size * Math.min(4, Math.max(0.25, SLICE_MS / Math.max(tookMs, 0.01))))));
      if (progress.events - before > 0) {
        onProgress(progress);
        await turn();
      }
      if (interrupted()) return "interrupted";
      if (progress.nowUs >= boundUs) break;
    }
    if (rest.atRest) return "at-rest";
  }
}
