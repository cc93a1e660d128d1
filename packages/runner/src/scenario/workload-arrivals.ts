/** When the pods of a workload arrive and how long they run. Draws belong to the workload: another workload shifts none of them. */
import type { RandomStreams } from "@orrery/sim-core/engine";
import type { PodSource } from "@orrery/sim-core/store";
import type { PodArrivals } from "../simulation/index.ts";
import { randomTime, requiredUs } from "./random-time.ts";
import type { Workload } from "./scenario.ts";

/** More rows than this are a typing mistake. */
export const MAXIMUM_PODS = 20_000_000;

/** `namespace/name` of pod `index` of the workload. */
export function podKey(namespace: string, workload: string, index: number): string {
  return `${namespace}/${workload}-${index}`;
}

/**
 * @param horizonUs nothing arrives from here on
 * @throws RangeError for distributions without sense, and for arrivals without an end
 */
export function workloadArrivals(
  workload: Workload,
  namespace: string,
  source: PodSource,
  streams: RandomStreams,
  horizonUs: number,
): PodArrivals {
  const entity = `${namespace}/${workload.name}`;
  const times = arrivalTimes(workload, streams, entity, horizonUs);
  const draw = randomTime(workload.duration ?? "forever");
  const stream = streams.stream("duration", entity);
  return {
    sources: [source],
    arrivalUs: Float64Array.from(times),
    source: new Int32Array(times.length),
    durationUs: Float64Array.from(times, () => draw(stream)),
    keyOf: (row) => podKey(namespace, workload.name, row),
  };
}

function arrivalTimes({ arrivals, count }: Workload, streams: RandomStreams, entity: string, horizonUs: number): number[] {
  if (arrivals === undefined || arrivals.at !== undefined) {
    const atUs = requiredUs(arrivals?.at ?? "0s");
    return Array.from({ length: bounded(count ?? arrivals?.batch ?? 1) }, () => atUs);
  }
  const batch = arrivals.batch ?? 1;
  if (arrivals.times !== undefined) {
    const times = arrivals.times.map(requiredUs).sort((a, b) => a - b);
    return times.flatMap((us) => Array.from({ length: batch }, () => us)).slice(0, count);
  }
  const endUs = Math.min(arrivals.until === undefined ? Infinity : requiredUs(arrivals.until), horizonUs);
  if (count === undefined && endUs === Infinity) {
    throw new RangeError("nothing ends the arrivals; accepted: a count, arrivals.until, or a horizon of the scenario");
  }
  return repeated(arrivals.every, arrivals.interval, requiredUs(arrivals.start ?? "0s"), endUs);

  function repeated(every: string | undefined, interval: Workload["duration"], startUs: number, untilUs: number): number[] {
    const draw = randomTime(every ?? interval ?? "forever");
    const stream = streams.stream("arrival", entity);
    const most = count ?? Infinity;
    const times: number[] = [];
    let us = every === undefined ? startUs + draw(stream) : startUs;
    let still = 0;
    while (times.length < most && us < untilUs) {
      for (let i = 0; i < batch && times.length < most; i++) times.push(us);
      bounded(times.length);
      const step = draw(stream);
      still = step === 0 ? still + 1 : 0;
      if (still > 1_000_000) throw new RangeError("a million arrivals at one instant; accepted: an interval over 0");
      us += step;
    }
    return times;
  }
}

function bounded(count: number): number {
  if (count > MAXIMUM_PODS) throw new RangeError(`${count} pods; accepted: at most ${MAXIMUM_PODS} of one workload`);
  return count;
}
