/** From a curve of a scenario to one that runs: amounts in cores or bytes, times in microseconds. */
import { quantityMilliValue, quantityValue } from "@orrery/sim-core/model";
import type { Curve } from "@orrery/sim-core/workload";
import type { Amount, CurveEntry, JvmEntry, StepsEntry } from "./behavior.ts";
import type { Path } from "./problem.ts";
import { distributionUs, requiredUs } from "./random-time.ts";
import type { RandomTime } from "./random-time.ts";
import type { Series } from "./series-file.ts";

/** What an amount means, where the files' series are, and where mistakes go. */
export interface CurveContext {
  readonly unit: "cores" | "bytes";
  /** Of `steps` at a path; undefined where its file could not be read, which has been said. */
  readonly seriesAt: (path: Path) => Series | undefined;
  readonly complain: (path: Path, message: string, found: string, accepted: string) => void;
}

/** @returns the constant 0 in place of a part with a mistake */
export function readCurve(entry: CurveEntry, path: Path, context: CurveContext): Curve {
  if (typeof entry !== "object") return { kind: "constant", value: amountOf(entry, context) };
  const amount = (value: Amount | undefined, otherwise = 0): number => (value === undefined ? otherwise : amountOf(value, context));
  const { steps, diurnal, bursts, ramp, leak, jvm, sum } = entry;
  if (steps !== undefined) return readSteps(steps, [...path, "steps"], context);
  if (diurnal !== undefined) {
    const periodUs = positive(diurnal.period ?? "1d", [...path, "diurnal", "period"], context);
    const stepUs = positive(diurnal.step ?? "5m", [...path, "diurnal", "step"], context);
    const peakUs = requiredUs(diurnal.peak ?? "0s");
    return { kind: "diurnal", low: amount(diurnal.low), high: amount(diurnal.high), peakUs, periodUs, stepUs };
  }
  if (bursts !== undefined) {
    const time = (field: "every" | "length") => drawnUs(bursts[field], [...path, "bursts", field], context);
    return { kind: "bursts", base: amount(bursts.base), burst: amount(bursts.burst), everyUs: time("every"), lengthUs: time("length") };
  }
  if (ramp !== undefined) return { kind: "ramp", from: amount(ramp.from), to: amount(ramp.to), overUs: requiredUs(ramp.over) };
  if (leak !== undefined) {
    if (amount(leak.upTo, Infinity) < amount(leak.from)) {
      context.complain([...path, "leak", "upTo"], "it begins above this", String(leak.upTo), `at least ${leak.from}`);
    }
    return { kind: "leak", from: amount(leak.from), perHour: amount(leak.perHour), most: amount(leak.upTo, Infinity) };
  }
  if (jvm !== undefined) return readJvm(jvm, [...path, "jvm"], context);
  if (sum !== undefined) return { kind: "sum", parts: sum.map((part, i) => readCurve(part, [...path, "sum", i], context)) };
  return { kind: "constant", value: amount(entry.constant) };
}

/** Cores to a thousandth, or whole bytes. */
export function amountOf(value: Amount, { unit }: Pick<CurveContext, "unit">): number {
  return unit === "cores" ? quantityMilliValue(value) / 1000 : quantityValue(value);
}

/** A distribution whose parameters are wrong is said, and 0. */
export function drawnUs(time: RandomTime, path: Path, { complain }: Pick<CurveContext, "complain">): ReturnType<typeof distributionUs> {
  try {
    return distributionUs(time);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [message = "", accepted = ""] = error.message.split("; accepted: ");
    complain(path, message, "", accepted);
    return distributionUs("0s");
  }
}

function readSteps(steps: StepsEntry, path: Path, context: CurveContext): Curve {
  const series = steps.points === undefined ? context.seriesAt(path) : pointSeries(steps.points, path, context);
  if (series === undefined) return { kind: "constant", value: 0 };
  const repeatUs = steps.repeat === undefined ? undefined : positive(steps.repeat, [...path, "repeat"], context);
  const lastUs = series.timesUs.at(-1)!;
  if (repeatUs !== undefined && repeatUs <= lastUs) {
    context.complain([...path, "repeat"], "it begins anew before its last value", String(steps.repeat), "a duration over the last time");
  }
  return { kind: "steps", from: steps.from ?? "start", ...series, repeatUs };
}

function pointSeries(points: NonNullable<StepsEntry["points"]>, path: Path, context: CurveContext): Series {
  const timesUs = Float64Array.from(points, ({ at }) => requiredUs(at));
  for (let i = 1; i < points.length; i++) {
    if (timesUs[i]! > timesUs[i - 1]!) continue;
    const accepted = `a time after ${points[i - 1]!.at}`;
    context.complain([...path, "points", i, "at"], "the times do not ascend", JSON.stringify(points[i]!.at), accepted);
    break;
  }
  return { timesUs, values: Float64Array.from(points, ({ value }) => amountOf(value, context)) };
}

/** The defaults of HotSpot for the sizes, and round figures for the rest: docs/scenario-format.md. */
function readJvm(jvm: JvmEntry, path: Path, context: CurveContext): Curve {
  const { initialHeap = "64Mi", maxHeap } = jvm;
  if (maxHeap !== undefined && amountOf(maxHeap, context) < amountOf(initialHeap, context)) {
    const accepted = `at least the initial heap of ${initialHeap}`;
    context.complain([...path, "maxHeap"], "the virtual machine would not start", String(maxHeap), accepted);
  }
  return {
    kind: "jvm",
    nonHeapBytes: amountOf(jvm.nonHeap ?? "150Mi", context),
    initialHeapBytes: amountOf(initialHeap, context),
    heapShare: jvm.heapShare ?? 0.8,
    maxRamShare: (jvm.maxRAMPercentage ?? 25) / 100,
    maxHeapBytes: maxHeap === undefined ? undefined : amountOf(maxHeap, context),
    cgroupAware: jvm.useContainerSupport ?? true,
    growthUs: requiredUs(jvm.growth ?? "10m"),
  };
}

function positive(text: string, path: Path, { complain }: CurveContext): number {
  const us = requiredUs(text);
  if (us === 0) complain(path, "nothing lasts no time", JSON.stringify(text), "a duration over 0");
  return us;
}
