/** The strip between two runs: what it compares by, on which scale, and that its lines and bars are those of the two overviews. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Overview } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";
import type { DrawList } from "../draw/index.ts";
import { METRICS } from "../state/index.ts";
import { livingSession, smallSession } from "../testing/index.ts";
import { differenceList } from "./difference-list.ts";
import { isKnown, METRICS_OF } from "./metrics.ts";

let living: Overview;
let small: Overview;
beforeAll(async () => {
  living = (await livingSession()).overview();
  small = (await smallSession()).overview();
});

const strip = (metric: (typeof METRICS)[number], first = small, second = living) =>
  differenceList({ first, second, metric, endUs: 1200e6, timeUs: 0, divergedUs: undefined }, 800, 150);
const captionOf = ({ labels }: DrawList) =>
  labels
    .filter(({ size }) => size === 11)
    .map(({ text }) => text)
    .join(" ");
const heights = ({ cells }: DrawList, style: number) =>
  Array.from(cells.style.subarray(0, cells.count), (own, at) => (own === style ? cells.height[at]! : -1)).filter((height) => height >= 0);

describe("the strip between two runs", () => {
  it("states metric, aggregation and bin of each metric, and the ends of its axes", () => {
    for (const metric of METRICS) {
      const caption = captionOf(strip(metric));
      expect(caption).toContain(METRICS_OF[metric].title);
      expect(caption).toMatch(/bins of [\d.]+ (s|min)|means of [\d.]+ (s|min)/);
      expect(caption).toContain("second less first");
    }
    const texts = strip("restarts", { ...living, restarted: living.restarted.map(() => 0) }).labels.map(({ text }) => text);
    const restarts = living.restarted.reduce((sum, each) => sum + each, 0);
    expect(restarts).toBeGreaterThan(5);
    expect(texts).toEqual(expect.arrayContaining([`+${restarts}`, `−${restarts}`, "0", String(restarts)]));
  });

  it("shows more upwards and hatched, less downwards and full, and nothing where both are the same", () => {
    expect(heights(strip("down"), Style.waitingFill).length).toBeGreaterThan(10);
    expect(heights(strip("down"), Style.ready)).toEqual([]);
    expect(heights(strip("down", living, small), Style.waitingFill)).toEqual([]);
    const same = strip("restarts", living, living);
    expect([...heights(same, Style.waitingFill), ...heights(same, Style.ready)]).toEqual([]);
    expect(same.labels.map(({ text }) => text)).toContain("same");
  });

  it("draws both runs above, each as far as it is simulated", () => {
    const { lines } = strip("ready");
    const [first, second] = lines.filter(({ width }) => width === 1.25 || width === 2.25);
    const right = ({ points }: { readonly points: Float32Array }) => points.at(-2)!;
    expect(right(second!)).toBeGreaterThan(790 - 14);
    expect(right(first!)).toBeLessThan(66 + 722 * 0.52);
  });

  it("tells usage only of what lives", () => {
    expect(METRICS.filter((metric) => !isKnown(metric, small))).toEqual(["used", "throttled"]);
    expect(METRICS.every((metric) => isKnown(metric, living))).toBe(true);
    expect(METRICS_OF.used.valueAt(living, 600e6)).toBeCloseTo(living.usedCpu[living.sampleUs.findIndex((atUs) => atUs >= 600e6)]!, 9);
    expect(METRICS_OF.used.valueAt(small, 600e6)).toBeUndefined();
  });
});
