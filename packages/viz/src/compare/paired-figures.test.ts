/** Differences over pairs of one seed: their means and intervals, of those figures that the runs have. */
import { beforeAll, describe, expect, it } from "vitest";
import { csvText } from "@orrery/runner/export";
import type { SimSession } from "@orrery/runner/session";
import { livingSession, smallSession } from "../testing/index.ts";
import { interval } from "./interval.ts";
import { certainty, isNowhere, pairedFigures } from "./paired-figures.ts";
import type { Outcome } from "./paired-figures.ts";
import { meanText } from "./seeds-part.ts";
import { seedsTable } from "./seeds-table.ts";

const HOST = { orrery: "0", platform: "test", wallSeconds: 1, eventsPerSecond: 1, attemptsPerSecond: 1 };
const outcomeOf = (session: SimSession): Outcome => ({
  report: session.result({ host: HOST, inputs: [] }),
  readyAtEnd: session.overview().ready.at(-1)!,
});
let living: Outcome;
let small: Outcome;
beforeAll(async () => {
  living = outcomeOf(await livingSession());
  small = outcomeOf(await smallSession());
});
const withReady = (readyAtEnd: number): Outcome => ({ ...small, readyAtEnd });
const of = (name: string, figures: ReturnType<typeof pairedFigures>) => figures.find((figure) => figure.name === name);

describe("interval", () => {
  it("is Student's", () => {
    // 1, 2, 3: mean 2, deviation 1; t(2) is 4.303.
    expect(interval([1, 2, 3]).half).toBeCloseTo(4.303 / Math.sqrt(3), 6);
    expect(interval([5]).half).toBeNaN();
  });
});

describe("figures over seeds", () => {
  it("are means over pairs that are complete, and of their differences", () => {
    const figures = pairedFigures([
      [withReady(1), withReady(4)],
      [withReady(2), withReady(4)],
      [withReady(9), undefined],
    ]);
    const ready = of("pods ready at the end", figures)!;
    expect([ready.pairs, ready.first, ready.second, ready.difference]).toEqual([2, 1.5, 4, 2.5]);
    expect(ready.half).toBeCloseTo((12.706 * Math.SQRT1_2) / Math.SQRT2, 3);
    expect(certainty(ready)).toBe("may be chance");
    expect(certainty(of("pods placed", figures)!)).toBe("the same in all");
  });

  it("tell how pods fared only of runs that live", () => {
    const dead = pairedFigures([[small, small]]).map(({ name }) => name);
    expect(dead).toContain("pods ready at the end");
    expect(dead).not.toContain("container restarts");
    const lives = pairedFigures([[living, living]]);
    expect(of("container restarts", lives)!.first).toBeGreaterThan(5);
    expect(of("node outages", lives)!.first).toBe(1);
    expect(of("work wanted over work done", lives)!.first).toBeGreaterThan(1.2);
    expect(isNowhere(of("OOM kills", lives)!)).toBe(true);
    expect(isNowhere(of("container restarts", lives)!)).toBe(false);
  });

  it("show the pods that no mean of waits has, beneath the mean", () => {
    const { report } = small;
    // In the second run four pods wait for ever, and the others get their nodes sooner.
    const lossy: Outcome = {
      ...small,
      report: {
        ...report,
        waiting: { ...report.waiting, meanUs: report.waiting.meanUs / 2 },
        pods: { ...report.pods, pending: report.pods.pending + 4 },
      },
    };
    const figures = pairedFigures([[small, lossy]]);
    const [mean, , never] = figures;
    expect([mean!.name, never!.name]).toEqual([
      "wait for a node, of pods placed, mean, s",
      "pods that never got a node, pending at the end",
    ]);
    expect([mean!.difference < 0, never!.difference]).toEqual([true, 4]);
    const nobody: Outcome = { ...small, report: { ...report, waiting: { ...report.waiting, pods: 0, meanUs: 0 } } };
    expect(of("wait for a node, of pods placed, mean, s", pairedFigures([[small, nobody]]))).toBeUndefined();
  });

  it("have a true minus", () => {
    expect([-1.5, -123.4, -0.004, 0, 2, Number.NaN].map(meanText)).toEqual(["−1.50", "−123", "−0.004", "0.00", "2.00", "–"]);
  });

  it("are a file, with nothing where there is no interval", () => {
    const [head, ...rows] = csvText(seedsTable(pairedFigures([[withReady(1), withReady(4)]])))
      .trim()
      .split("\r\n");
    expect(head).toBe("figure,pairs,first_mean,second_mean,difference_mean,difference_half_width_95");
    expect(rows).toContain("pods ready at the end,1,1,4,3,");
    expect(rows.some((row) => row.startsWith('"wait for a node, of pods placed, mean, s",1,'))).toBe(true);
  });
});
