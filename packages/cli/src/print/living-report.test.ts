/** The report of a run in which pods live and nodes fail, as it is printed, in 80 columns. */
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { buildReport } from "@orrery/runner/report";
import { TINY_HOST, tinySimulation } from "@orrery/runner/testing";
import { fittingTable } from "./fit-columns.ts";
import { ink } from "./ink.ts";
import { livingReport } from "./living-report-fixture.ts";
import { reportText } from "./report-text.ts";

const plain = ink(false);
const report = livingReport();
const sections = (text: string, ...heads: readonly string[]) =>
  text
    .split("\n\n")
    .filter((section) => heads.some((head) => section.startsWith(head)))
    .join("\n\n");

describe("the report of living pods", () => {
  it("says what suffers, where, and how far one can oversell", () => {
    const text = reportText(report, { ink: plain });
    expect(sections(text, "HEALTH", "WHAT SUFFERS", "USED", "ROLLOUTS", "HOW FAR")).toMatchInlineSnapshot(`
      "HEALTH
        restarts             3  liveness 2, OOMKilled 1, of 3 pods
        OOM kills            1
        evicted              2  DeletionByTaintManager 1, memory.available 1
        node outages         1  6 m 40 s in all
        lost with nodes      1
        never ready          2
        slowdown         1.59x  work wanted over work done
        time to ready         p50       p90      p99      max
          from creation  5 m 38 s  7 m 46 s  8 m 2 s  8 m 2 s
          from binding   5 m 38 s  7 m 46 s  8 m 2 s  8 m 2 s

      WHAT SUFFERS  worst first
                    restarts  OOM  evicted  lost  unready  ready p99   slow      down
        workloads
          jvm-4x           3    1        2     1        2    8 m 2 s  1.75x
          jvm-2x           0    0        0     0        0   4 m 30 s  1.25x
        pools
          app-4x           3    1        2     1        2    8 m 2 s  1.75x  6 m 40 s
          app-2x           0    0        0     0        0   4 m 30 s  1.25x
        nodes
          app-4x-a         2    1        2     1        1   6 m 14 s  1.75x  6 m 40 s
          app-4x-b         1    0        0     0        1    8 m 2 s  1.75x
          app-2x-a         0    0        0     0        0   3 m 18 s  1.25x
          app-2x-b         0    0        0     0        0   4 m 30 s  1.25x
          app-4x-a: slow for 1 m 48 s, first after 5 m 30 s; EvictionThresholdMet 1
          app-4x-b: slow for 1 m 48 s, first after 7 m 18 s
          app-2x-a: slow for 1 m 12 s, first after 3 m 6 s
          app-2x-b: slow for 1 m 12 s, first after 4 m 18 s

      USED  cores on the mean, memory where it came closest to its bound
                   cores  wanted  cpu/req  cpu/lim  cpu/hw   memory  mem/lim  mem/hw
        all nodes    198     315      13%       7%     23%    6 GiB     100%     75%
          app-1x      18      18       8%       4%      6%    6 GiB     100%     75%
          app-2x      36      45       8%       4%     13%    6 GiB      50%     75%
          app-4x     144     252      17%       9%     50%    6 GiB      25%     75%
        workloads
          jvm-4x     144     252      17%       9%       -  1.5 GiB      75%       -
          jvm-2x      36      45       8%       4%       -  1.5 GiB      75%       -
          jvm-1x      18      18       8%       4%       -  1.5 GiB      75%       -

      ROLLOUTS  fewest pods available, and how many were promised
                    revision  after                           took  fewest  promised
        shop/store         3    2 m  unfinished, past its deadline       6         8
        web                2    2 m                           35 s      15        15

      HOW FAR CAN WE OVERSELL  restarts by probes; slow: the slowest workload
                ratio  ready p50  ready p99  restarts  throttled   slow  cpu/hw  peak
        app-1x     1x    1 m 3 s    2 m 6 s         0       4.3%     1x      6%   20%
        app-2x     2x   3 m 18 s   4 m 30 s         0       4.3%  1.25x     16%   69%
        app-4x     4x   6 m 14 s    8 m 2 s         2       2.2%  1.75x     88%  185%
        holds up to 2x (app-2x); breaks at 4x (app-4x): 2 restarts by probes, the work
          of jvm-4x takes 1.75 times as long
        held: no restart by liveness or startup probes, no workload more than 1.5
          times as long, no Deployment below what it promises to keep available"
    `);
  });

  it("fits on 80 columns, coloured or not, and says the same", () => {
    const coloured = reportText(report, { ink: ink(true) });
    expect(stripVTControlCharacters(coloured)).toBe(reportText(report, { ink: plain }));
    expect(
      stripVTControlCharacters(coloured)
        .split("\n")
        .filter((line) => [...line].length > 80),
    ).toEqual([]);
  });

  it("has no such sections for a run without behaviours", () => {
    const simulation = tinySimulation([{ cpu: "1", workload: "web", arrivalS: 0, durationS: 20 }]);
    simulation.run();
    const text = reportText(buildReport(simulation, { end: "horizon", host: TINY_HOST, inputs: [] }), { ink: plain });
    expect(sections(text, "HEALTH", "WHAT SUFFERS", "USED", "ROLLOUTS", "HOW FAR")).toBe("");
  });
});

describe("fittingTable", () => {
  const column = (head: string, rank: number, ...cells: string[]) => ({ head, align: "right" as const, rank, cells });

  it("leaves out columns that say nothing, and then the least needed ones until the rest fits", () => {
    const all = [column("name", 0, "a", "b"), column("none", 1, "0", "-"), column("first", 2, "1", ""), column("last", 3, "2", "2")];
    expect(fittingTable(all, plain, 40)).toEqual(["  name  first  last", "     a      1     2", "     b            2"]);
    expect(fittingTable(all, plain, 18)).toEqual(["  name  first", "     a      1", "     b"]);
    expect(fittingTable(all, plain, 5)).toEqual(["  name", "     a", "     b"]);
  });
});
