/** The clock stands at the end of its run at most, wherever a link has put it; a moment that is still to be simulated is kept. */
import type { App } from "../app/index.ts";
import { clockText } from "../words/index.ts";

/** @returns how to stop */
export function limitClock(app: App): () => void {
  return (
    app.run?.state.subscribe(({ phase, status, opened }, before) => {
      const { timeUs } = app.view.value;
      const endUs = phase === "finished" ? status!.nowUs : (opened?.horizonUs ?? Infinity);
      if (timeUs <= endUs) return;
      if (phase === "finished") app.seek(endUs);
      // It has not got there yet.
      else app.view.update({ timeUs: endUs });
      // Who plays or has gone to its end was there while it was simulated.
      if (timeUs > (before.status?.nowUs ?? 0)) app.notify(`The run ends at ${clockText(endUs)}: there is no ${clockText(timeUs)}.`);
    }) ?? (() => {})
  );
}
