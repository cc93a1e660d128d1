import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LevelGauge } from "./level-gauge.ts";

const MIB = 2 ** 20;

describe("LevelGauge", () => {
  it("adds what its members hold, in straight lines, and frees what leaves", () => {
    const gauge = new LevelGauge();
    gauge.set(3, 0, 100, 2);
    gauge.set(1, 10, 50, 0);
    expect([gauge.total(10), gauge.total(20), gauge.value(3, 20), gauge.value(1, 20), gauge.value(2, 20)]).toEqual([170, 190, 140, 50, 0]);
    gauge.set(3, 20, 10, 0);
    gauge.remove(1, 30);
    gauge.remove(1, 30);
    expect([gauge.total(30), gauge.totalSlope(), gauge.has(1), gauge.has(3)]).toEqual([10, 0, false, true]);
    expect(gauge.peak(40)).toBe(190);
  });

  it("sees a peak that comes before a change, and one that is now", () => {
    const gauge = new LevelGauge();
    gauge.set(0, 0, 0, 1);
    expect(gauge.peak(70)).toBe(70);
    gauge.set(0, 100, 5, 0);
    expect(gauge.peak(1000)).toBe(100);
  });

  it.each([
    ["on the way", 0, 10, 100, 10],
    ["to the next whole microsecond", 0, 3, 100, 34],
    ["now when it is there", 100, 0, 100, 0],
    ["never when nothing grows", 99, 0, 100, Infinity],
    ["never when it falls", 99, -1, 100, Infinity],
    ["never a level without end", 99, 1, Infinity, Infinity],
    ["never what takes longer than time can be told", 0, 1e-9, 1e9, Infinity],
  ])("finds when a level is reached: %s", (_, value, slope, level, atUs) => {
    const gauge = new LevelGauge(5);
    gauge.set(0, 5, value, slope);
    gauge.set(1, 5, 7, 0);
    const fromNow = (us: number): number => us - 5;
    expect([fromNow(gauge.whenReaches(0, level, 5)), fromNow(gauge.whenTotalReaches(level + 7, 5))]).toEqual([atUs, atUs]);
  });

  it("refuses times that are over and amounts that are none", () => {
    const gauge = new LevelGauge(10);
    expect(() => gauge.set(0, 9, 1, 0)).toThrow("found the time 9 us; accepted: from 10 us on");
    expect(() => gauge.set(0, 10, -1, 0)).toThrow("found -1 bytes");
    expect(() => gauge.set(0, 10, 1, Infinity)).toThrow(/growing by Infinity per us; accepted: 0 and more, finite/);
  });
});

const member = fc.nat(7);
const laterUs = fc.nat(60e6);
const change = fc.record({
  member,
  laterUs,
  remove: fc.boolean(),
  bytes: fc.nat(4096 * MIB),
  slope: fc.oneof(fc.constant(0), fc.constantFrom(1e-10, 1e-6), fc.double({ min: -10, max: 1000, noNaN: true })),
});

describe("laws of the level gauge", () => {
  it("conserves: the total is the sum of the members, whatever came before, and the peak is the highest total", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const gauge = new LevelGauge();
        let [nowUs, highest] = [0, 0];
        const sum = (): number => [0, 1, 2, 3, 4, 5, 6, 7].reduce((total, each) => total + gauge.value(each, nowUs), 0);
        for (const { member, laterUs, remove, bytes, slope } of changes) {
          nowUs += laterUs;
          highest = Math.max(highest, sum());
          if (remove) gauge.remove(member, nowUs);
          else gauge.set(member, nowUs, bytes, slope);
          highest = Math.max(highest, sum());
          // A double has 52 bits of fraction: 1e-3 bytes are a few roundings of sums of this size.
          expect(Math.abs(gauge.total(nowUs) - sum())).toBeLessThan(1e-3);
          expect(Math.abs(gauge.peak(nowUs) - highest)).toBeLessThan(1e-3);
        }
      }),
    );
  });

  it("is exact for whole bytes once nothing grows", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 100 }), fc.array(fc.nat(2 ** 40), { minLength: 8, maxLength: 8 }), (changes, last) => {
        const gauge = new LevelGauge();
        let nowUs = 0;
        for (const { member, laterUs, bytes, slope } of changes) gauge.set(member, (nowUs += laterUs), bytes, slope);
        last.forEach((bytes, each) => gauge.set(each, nowUs, bytes, 0));
        expect(gauge.total(nowUs + 1e12)).toBe(last.reduce((total, each) => total + each, 0));
      }),
    );
  });

  it("reaches a level at the time that it tells and not a microsecond before", () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), fc.nat(64 * 1024 * MIB), (changes, level) => {
        const gauge = new LevelGauge();
        let nowUs = 0;
        for (const { member, laterUs, bytes, slope } of changes) gauge.set(member, (nowUs += laterUs), bytes, slope);
        const readings: [number, (atUs: number) => number, number][] = [
          [gauge.whenTotalReaches(level, nowUs), (atUs) => gauge.total(atUs), gauge.totalSlope()],
          [gauge.whenReaches(0, level, nowUs), (atUs) => gauge.value(0, atUs), gauge.slope(0)],
        ];
        for (const [atUs, read, slope] of readings) {
          if (atUs === Infinity) expect(read(nowUs) < level && (slope <= 0 || read(2 ** 52) < level)).toBe(true);
          else expect(read(atUs) >= level && (atUs === nowUs || read(atUs - 1) < level)).toBe(true);
        }
      }),
    );
  });
});
