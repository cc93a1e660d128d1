/**
 * What a container wants over time: CPU in cores, memory and disk in bytes. A curve is data; {@link startCurve} makes it run for one
 * container.
 */
import type { Distribution } from "../engine/index.ts";

export type Curve =
  | { readonly kind: "constant"; readonly value: number }
  /** Values that hold from their time on, as of a file or a trace. Before the first time: the first value. */
  | {
      readonly kind: "steps";
      /** Times count from the start of the container, or from the start of the simulation. */
      readonly from: "start" | "clock";
      /** Ascending, microseconds, from 0. */
      readonly timesUs: Float64Array;
      readonly values: Float64Array;
      /** Begins anew after so long; undefined: the last value stays. */
      readonly repeatUs: number | undefined;
    }
  /** A day: `low` at night, `high` at `peakUs` of each period, a cosine in between, in steps of `stepUs` on the clock. */
  | {
      readonly kind: "diurnal";
      readonly low: number;
      readonly high: number;
      readonly peakUs: number;
      readonly periodUs: number;
      readonly stepUs: number;
    }
  /** `base`, and `burst` for a drawn time every drawn time (from the end of one burst to the next). */
  | {
      readonly kind: "bursts";
      readonly base: number;
      readonly burst: number;
      readonly everyUs: Distribution;
      readonly lengthUs: Distribution;
    }
  /** From one value to another in a straight line since the start of the container; CPU in steps of a hundredth of the time. */
  | { readonly kind: "ramp"; readonly from: number; readonly to: number; readonly overUs: number }
  /** Grows for ever since the start of the container, up to `most` (Infinity: without end). */
  | { readonly kind: "leak"; readonly from: number; readonly perHour: number; readonly most: number }
  /**
   * A Java virtual machine: `nonHeapBytes` and a heap that grows in a straight line, over `growthUs`, to `heapShare` of the largest heap
   * that the machine gives itself: `maxRamShare` of the container's limit, or, when it does not know control groups (before 8u131) or has
   * no limit, of the host's memory; `maxHeapBytes` (-Xmx) where it is set.
   */
  | {
      readonly kind: "jvm";
      readonly nonHeapBytes: number;
      readonly initialHeapBytes: number;
      readonly heapShare: number;
      readonly maxRamShare: number;
      readonly maxHeapBytes: number | undefined;
      readonly cgroupAware: boolean;
      readonly growthUs: number;
    }
  | { readonly kind: "sum"; readonly parts: readonly Curve[] };
