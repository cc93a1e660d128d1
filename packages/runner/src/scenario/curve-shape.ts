/** How scenarios write what a container wants over time: an amount, or one of the curves by name. */
import { DRAWN_TIME } from "./distribution-shape.ts";
import { duration, flag, list, object, oneOf, QUANTITY, text } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const POINT = object({ at: duration(), value: QUANTITY }, { required: ["at", "value"] });

const STEPS = object(
  {
    points: list(POINT, "Values that hold from their time on; before the first time, the first value.", 1),
    file: text("A CSV file with a column of times (durations, or plain seconds) and one of amounts, relative to the scenario."),
    time: text("The column of times; `time` by default."),
    column: text("The column of amounts; `value` by default."),
    from: oneOf(["start", "clock"], "Times count from the start of the container (default), or from the start of the simulation."),
    repeat: duration("Begins anew after so long; left out: the last value stays."),
  },
  { name: "curveSteps", oneOf: ["points", "file"] },
);

const DIURNAL = object(
  {
    low: QUANTITY,
    high: QUANTITY,
    peak: duration("When in each period it is `high`; 0s by default."),
    period: duration("1d by default."),
    step: duration("How often the value changes; 5m by default."),
  },
  { name: "curveDiurnal", required: ["low", "high"] },
);

const BURSTS = object(
  { base: QUANTITY, burst: QUANTITY, every: { ...DRAWN_TIME, about: "From the end of one burst to the next." }, length: DRAWN_TIME },
  { name: "curveBursts", required: ["burst", "every", "length"] },
);

const RAMP = object({ from: QUANTITY, to: QUANTITY, over: duration() }, { name: "curveRamp", required: ["from", "to", "over"] });

const LEAK = object(
  { from: QUANTITY, perHour: QUANTITY, upTo: { ...QUANTITY, about: "Left out: without end." } },
  { name: "curveLeak", required: ["perHour"] },
);

const JVM = object(
  {
    nonHeap: { ...QUANTITY, about: "Metaspace, threads, code cache and the like; 150Mi by default." },
    initialHeap: { ...QUANTITY, about: "64Mi by default." },
    growth: duration("From the initial heap to the full one; 10m by default."),
    heapShare: { kind: "number", minimum: 0, maximum: 1, about: "What it comes to use of its largest heap; 0.8 by default." },
    maxHeap: { ...QUANTITY, about: "-Xmx." },
    maxRAMPercentage: { kind: "number", above: 0, maximum: 100, about: "-XX:MaxRAMPercentage; 25 by default." },
    useContainerSupport: flag("-XX:+UseContainerSupport; true by default. false (before 8u131): it sees the memory of the host."),
  },
  { name: "curveJvm" },
);

/** `sum` holds curves again, so its shape is made when it is asked for. */
function curve(name: string, own: Readonly<Record<string, Shape>>): Shape {
  const fields: Readonly<Record<string, Shape>> = {
    constant: QUANTITY,
    steps: STEPS,
    diurnal: DIURNAL,
    bursts: BURSTS,
    ramp: RAMP,
    leak: LEAK,
    ...own,
    get sum(): Shape {
      return list(whole, "All of these together.", 1);
    },
  };
  const shape: ObjectShape = object(fields, { name, oneOf: Object.keys(fields) });
  const whole: Shape = { kind: "either", of: [QUANTITY, shape] };
  return whole;
}

export const CURVE: Shape = curve("curve", {});
export const MEMORY_CURVE: Shape = curve("memoryCurve", { jvm: JVM });
