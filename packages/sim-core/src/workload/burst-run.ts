/** A curve of bursts for one container: its draws come in one order, whatever times are asked for. */
import { type Distribution, randomStreams } from "../engine/index.ts";
import type { Curve } from "./curve.ts";
import type { CurvePiece } from "./curve-pieces.ts";

/** What is wanted at a time; times asked for never go back. @throws RangeError when one does. */
export function runBursts(
  { base, burst, everyUs, lengthUs }: Extract<Curve, { kind: "bursts" }>,
  startedUs: number,
  seed: number,
): (nowUs: number) => CurvePiece {
  const stream = randomStreams(seed).stream("bursts");
  const draw = (distribution: Distribution): number => Math.max(1, Math.round(distribution.sample(stream)));
  let bursting = false;
  let fromUs = startedUs;
  let untilUs = startedUs + draw(everyUs);
  return (nowUs) => {
    if (nowUs < fromUs) throw new RangeError(`found the time ${nowUs} us; accepted: from ${fromUs} us on`);
    while (untilUs <= nowUs) {
      bursting = !bursting;
      fromUs = untilUs;
      untilUs += draw(bursting ? lengthUs : everyUs);
    }
    return { value: bursting ? burst : base, slopePerUs: 0, untilUs };
  };
}
