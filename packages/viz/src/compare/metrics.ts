/** What two runs can be compared by over time: where the overview of a run has it, in which unit, and how it is aggregated. */
import type { Overview } from "@orrery/runner/session";
import type { Metric } from "../state/index.ts";
import { durationText } from "../words/index.ts";

export interface MetricOf {
  readonly title: string;
  /** Shares are told in percent, the others are counts. */
  readonly isShare: boolean;
  /** undefined: not simulated yet, or not known in this run. */
  readonly valueAt: (overview: Overview, timeUs: number) => number | undefined;
  /** @param columnUs what a column of the picture stands for */
  readonly aggregation: (overview: Overview, columnUs: number) => string;
}

type Kept = "pending" | "ready" | "cpu" | "down";
type Sampled = "usedCpu" | "throttledCpu";

/** The number that a bin ends with. */
function kept(title: string, of: Kept, isShare = false): MetricOf {
  return {
    title,
    isShare,
    valueAt: ({ [of]: values, ...overview }, timeUs) => values[binAt(overview, timeUs)],
    aggregation: ({ binUs }, columnUs) => `bins of ${durationText(Math.max(binUs, columnUs))}, value at their end`,
  };
}

/** The mean of the span that ends with a sample. */
function sampled(title: string, of: Sampled): MetricOf {
  return {
    title,
    isShare: true,
    valueAt: ({ [of]: values, sampleUs }, timeUs) => values[sampleUs.findIndex((atUs) => atUs >= timeUs)],
    aggregation: ({ sampleUs }) => (sampleUs.length === 0 ? "nothing lives in this run" : `means of ${durationText(sampleUs[0]!)}`),
  };
}

/** How often something has happened until the end of a bin. */
function counted(title: string, of: "restarted"): MetricOf {
  return {
    title,
    isShare: false,
    valueAt(overview, timeUs) {
      const bin = binAt(overview, timeUs);
      return bin < overview.bins ? overview[of].subarray(0, bin + 1).reduce((sum, each) => sum + each, 0) : undefined;
    },
    aggregation: ({ binUs }, columnUs) => `sums from the beginning to the end of bins of ${durationText(Math.max(binUs, columnUs))}`,
  };
}

export const METRICS_OF: Readonly<Record<Metric, MetricOf>> = {
  pending: kept("pending pods", "pending"),
  ready: kept("ready pods", "ready"),
  used: sampled("CPU used over hardware", "usedCpu"),
  requested: kept("CPU requested over allocatable", "cpu", true),
  throttled: sampled("CPU held back by limits, over hardware", "throttledCpu"),
  down: kept("nodes down", "down"),
  restarts: counted("container restarts", "restarted"),
};

/** Whether a run can tell it: usage is known only of what has behaviours. */
export function isKnown(metric: Metric, { sampleUs }: Overview): boolean {
  return (metric !== "used" && metric !== "throttled") || sampleUs.length > 0;
}

function binAt({ binUs }: Pick<Overview, "binUs">, timeUs: number): number {
  return Math.floor(timeUs / binUs);
}
