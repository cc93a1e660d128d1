import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseOomVictim, oomBadness, type OomCandidate } from "./oom-kill.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const process = (mib: number, oomScoreAdj: number): OomCandidate => ({ residentBytes: mib * MIB, oomScoreAdj });

describe("oomBadness", () => {
  it("is the pages held, and the thousandths of all pages that the adjustment adds", () => {
    expect(oomBadness(process(100, 0), GIB)).toBe(25_600);
    // 262,144 pages in all: a thousandth is 262 of them.
    expect(oomBadness(process(100, 1000), GIB)).toBe(25_600 + 262_000);
    expect(oomBadness(process(100, -997), GIB)).toBe(25_600 - 997 * 262);
    expect(oomBadness({ residentBytes: 1, oomScoreAdj: 3 }, GIB)).toBe(1 + 3 * 262);
  });

  it("adds nothing where there are less than a thousand pages", () => {
    expect(oomBadness(process(1, 1000), 999 * 4096)).toBe(256);
  });

  it("spares -1000 alone", () => {
    expect([oomBadness(process(100, -1000), GIB), oomBadness(process(0, -999), GIB)]).toEqual([-Infinity, -999 * 262]);
  });
});

describe("chooseOomVictim", () => {
  it.each([
    ["best effort before burstable before guaranteed", [process(8000, -997), process(1000, 900), process(10, 1000)], 2],
    ["a burstable far over its request before best effort", [process(4000, 900), process(10, 1000)], 0],
    ["who uses most of those alike", [process(100, 1000), process(300, 1000), process(200, 1000)], 1],
    ["the last of equal ones", [process(100, 500), process(100, 500), process(99, 500)], 1],
    ["guaranteed when there is nobody else", [process(100, -1000), process(5, -997)], 1],
    ["a large burstable before a small one that asked for less", [process(6000, 800), process(200, 950)], 0],
    ["nobody when all are spared", [process(100, -1000)], -1],
    ["nobody when nobody is there", [], -1],
  ])("kills %s", (_, candidates, victim) => {
    expect(chooseOomVictim(candidates, 16 * GIB)).toBe(victim);
  });

  it("kills nobody while another ranks before it", () => {
    const candidate = fc.record({ residentBytes: fc.nat(2 ** 31), oomScoreAdj: fc.integer({ min: -1000, max: 1000 }) });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 20 }), (candidates) => {
        const victim = candidates[chooseOomVictim(candidates, GIB)];
        for (const other of candidates) {
          if (other.oomScoreAdj !== -1000) expect(oomBadness(victim!, GIB)).toBeGreaterThanOrEqual(oomBadness(other, GIB));
        }
      }),
    );
  });
});
