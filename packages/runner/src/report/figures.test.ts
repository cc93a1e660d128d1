/** Percentiles, meters and fragmentation against figures worked out by hand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FreeFragmentation } from "./free-fragmentation.ts";
import { waitingTimes } from "./percentiles.ts";
import { PoolMeter } from "./pool-meter.ts";
import type { Demand } from "./resource-demand.ts";
import { RestDetector } from "./rest-detector.ts";
import { tinySimulation } from "../testing/index.ts";

describe("waitingTimes", () => {
  it("takes the nearest rank", () => {
    const waits = Float64Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(waitingTimes(waits)).toEqual({ pods: 100, meanUs: 51, p50Us: 50, p90Us: 90, p99Us: 99, maxUs: 100 });
    expect(waitingTimes(Float64Array.of(7))).toEqual({ pods: 1, meanUs: 7, p50Us: 7, p90Us: 7, p99Us: 7, maxUs: 7 });
    expect(waitingTimes(new Float64Array(0)).maxUs).toBe(0);
  });

  it("names times that somebody waited, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 1 }), (times) => {
        const { p50Us, p90Us, p99Us, maxUs } = waitingTimes(Float64Array.from(times));
        expect([p50Us, p90Us, p99Us, maxUs].every((time) => times.includes(time))).toBe(true);
        expect(p50Us <= p90Us && p90Us <= p99Us && p99Us <= maxUs).toBe(true);
      }),
    );
  });
});

describe("PoolMeter", () => {
  it("takes changes of one instant together", () => {
    const meter = new PoolMeter(1);
    meter.allocatable[0] = 10;
    meter.advance(5);
    meter.used[0] = 9;
    meter.advance(5);
    meter.used[0] = 4;
    meter.finish(10);
    expect(meter.overAllocatable(0)).toEqual({ mean: 0.2, peak: 0.4, end: 0.4 });
    expect(meter.overHardware(0)).toEqual({ mean: null, peak: null, end: null });
  });
});

describe("FreeFragmentation", () => {
  const demand = (cpu: number, gpu = 0, gpuCount = 0, gpuMilli = 0): Demand => ({ amounts: Float64Array.of(cpu, gpu), gpuCount, gpuMilli });
  const names = ["cpu", "orrery.io/gpu"];

  it("counts what is free where the usual pods do not fit", () => {
    const measure = new FreeFragmentation(
      names,
      new Map([
        [demand(2), 3],
        [demand(4), 1],
      ]),
    );
    const nodes = [3, 1].map((free) => ({ free: Float64Array.of(free, 0), devices: undefined }));
    // Pods of two cores fit on the first node, those of four on none: 3/4 * 1 + 1/4 * 4, of 4.
    expect(Array.from(measure.measure(nodes))).toEqual([1.75 / 4]);
  });

  it("counts devices that are too small beside those that are not", () => {
    const measure = new FreeFragmentation(names, new Map([[demand(1, 0.5, 1, 500), 1]]));
    const node = { free: Float64Array.of(8, 1.2), devices: Float64Array.of(1000, 200) };
    expect(measure.measure([node])[1]).toBeCloseTo(0.2 / 1.2, 12);
    expect(measure.measure([{ free: Float64Array.of(8, 0.6), devices: Float64Array.of(400, 200) }])[1]).toBe(1);
  });

  it("has nothing to say where nothing is free", () => {
    const measure = new FreeFragmentation(names, new Map([[demand(1), 1]]));
    expect(measure.measure([{ free: Float64Array.of(0, 0), devices: undefined }])[0]).toBeNaN();
  });
});

describe("RestDetector", () => {
  it("sees that only retries are left, and not before", () => {
    const simulation = tinySimulation(
      [
        { cpu: "9", workload: "never", arrivalS: 0, durationS: 1 },
        { cpu: "1", workload: "late", arrivalS: 3000, durationS: 600 },
      ],
      { horizonUs: Infinity },
    );
    const rest = new RestDetector(simulation);
    const restingUs: number[] = [];
    for (let minute = 10; minute <= 100; minute += 10) {
      simulation.advanceTo(minute * 60e6);
      if (rest.atRest) restingUs.push(minute);
    }
    // Arrives after 50 minutes, ends after 60, and a quarter of an hour later nothing has changed.
    expect(restingUs).toEqual([80, 90, 100]);
  });
});
