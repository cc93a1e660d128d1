/** How scenarios write random times: a duration, or a distribution by name. */
import { duration, list, object, oneOf } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const POSITIVE: Shape = { kind: "number", above: 0 };
const one = (name: string): Shape => oneOf([name]);
const POINT = object({ p: { kind: "number", minimum: 0 }, value: duration() }, { required: ["p", "value"] });

const CASES: Readonly<Record<string, ObjectShape>> = {
  constant: object({ distribution: one("constant"), value: duration() }, { required: ["value"] }),
  uniform: object({ distribution: one("uniform"), low: duration(), high: duration() }, { required: ["low", "high"] }),
  exponential: object({ distribution: one("exponential"), mean: duration() }, { required: ["mean"] }),
  lognormal: object(
    { distribution: one("lognormal"), mean: duration(), variation: { ...POSITIVE, about: "Standard deviation over mean." } },
    { required: ["mean", "variation"] },
  ),
  weibull: object({ distribution: one("weibull"), scale: duration(), shape: POSITIVE }, { required: ["scale", "shape"] }),
  pareto: object({ distribution: one("pareto"), minimum: duration(), shape: POSITIVE }, { required: ["minimum", "shape"] }),
  empirical: object(
    {
      distribution: one("empirical"),
      values: list(duration(), "Drawn with a chance in proportion to their weights.", 1),
      weights: list({ kind: "number", minimum: 0 }),
      quantiles: list(POINT, "From p 0 to p 1, with straight lines between.", 2),
    },
    { oneOf: ["values", "quantiles"] },
  ),
};

const DISTRIBUTION: Shape = { kind: "cases", name: "distribution", field: "distribution", of: CASES };

export const DISTRIBUTION_OR_DURATION: Shape = { kind: "either", of: [duration(undefined, ["forever"]), DISTRIBUTION] };
/** A time that comes: not "forever". */
export const DRAWN_TIME: Shape = { kind: "either", of: [duration(), DISTRIBUTION] };
/** CPU time: a plain number is of CPU-seconds, a distribution of CPU time as durations. */
export const CPU_SECONDS: Shape = { kind: "either", of: [{ kind: "number", minimum: 0 }, DISTRIBUTION] };
