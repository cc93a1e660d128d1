/** The rows of the minimap: what of a run changes over its time, each on a scale of its own; only those of which there is something. */
import { max } from "d3";
import type { Overview } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";
import type { Tone } from "../draw/index.ts";
import { countText, percentText, shortCountText } from "../words/index.ts";

/** Values over time, one after the other: each holds from `fromUs(i)` to `toUs(i)`. */
export interface Series {
  readonly count: number;
  readonly fromUs: (index: number) => number;
  readonly toUs: (index: number) => number;
  readonly value: (index: number) => number;
}

export interface Row {
  readonly name: string;
  readonly tone: Tone;
  readonly style: Style;
  readonly series: Series;
  /** The same amounts and more: what is beyond `series` is shown in this style. */
  readonly beyond?: { readonly name: string; readonly style: Style; readonly series: Series };
  /** Of the top of the row. */
  readonly top: number;
  readonly text: (value: number) => string;
  /** For the narrow column of names. */
  readonly brief: (value: number) => string;
}

export function rowsOf(overview: Overview): Row[] {
  const { pending, cpu, memory, sampleUs, usedCpu, wantedCpu, throttledCpu, usedMemory } = overview;
  const rows: Row[] = [];
  const most = max(pending) ?? 0;
  if (most > 0)
    rows.push({
      name: "pending",
      tone: "ink",
      style: Style.waitingBar,
      series: binned(overview, pending),
      top: most,
      text: countText,
      brief: shortCountText,
    });
  const share = (name: string, tone: Tone, style: Style, series: Series, top: number, beyond?: Row["beyond"]): Row => ({
    name,
    tone,
    style,
    series,
    top,
    text: percentText,
    brief: percentText,
    ...(beyond && { beyond }),
  });
  const full = (values: Float64Array) => Math.max(1, max(values) ?? 0);
  if (sampleUs.length === 0) {
    rows.push(share("CPU", "cpu", Style.cpu, binned(overview, cpu), full(cpu)));
    rows.push(share("memory", "memory", Style.memory, binned(overview, memory), full(memory)));
    return rows;
  }
  const wanted = { name: "CPU wanted", style: Style.wanted, series: sampled(sampleUs, wantedCpu) } as const;
  rows.push(share("CPU used", "cpu", Style.cpu, sampled(sampleUs, usedCpu), full(wantedCpu), wanted));
  rows.push(share("memory", "memory", Style.memory, sampled(sampleUs, usedMemory), full(usedMemory)));
  const held = max(throttledCpu) ?? 0;
  if (held > LEAST_HELD)
    rows.push(share("throttled", "ink", Style.throttled, sampled(sampleUs, throttledCpu), Math.max(LEAST_SCALE, held)));
  return rows;
}

/** A hundredth held back does not look like all of it. */
const LEAST_SCALE = 0.1;

/** Of all CPU: less than this is none. */
const LEAST_HELD = 0.0005;

/** At the end of each bin. */
function binned({ binUs, bins }: Overview, values: Float64Array): Series {
  return { count: bins, fromUs: (i) => i * binUs, toUs: (i) => (i + 1) * binUs, value: (i) => values[i]! };
}

/** Means since the sample before. */
function sampled(sampleUs: Float64Array, values: Float64Array): Series {
  return { count: sampleUs.length, fromUs: (i) => sampleUs[i - 1] ?? 0, toUs: (i) => sampleUs[i]!, value: (i) => values[i]! };
}

/** The most that a row ever comes to, with what is beyond it. */
export function peakOf({ series, beyond }: Row): number {
  const { count, value } = beyond?.series ?? series;
  let peak = 0;
  for (let i = 0; i < count; i++) peak = Math.max(peak, value(i));
  return peak;
}

/** @returns undefined: nothing is known of that time */
export function valueAt({ count, fromUs, toUs, value }: Series, timeUs: number): number | undefined {
  for (let i = 0; i < count; i++) if (timeUs >= fromUs(i) && timeUs < toUs(i)) return value(i);
  return undefined;
}
