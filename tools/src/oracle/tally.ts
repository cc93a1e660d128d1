/** Counts verdicts by family and keeps the first mismatches. */
import type { Mismatch, Verdict } from "./contract.ts";
import type { RecordedCase } from "./recorded-case.ts";

export interface FamilyTally {
  family: string;
  cases: number;
  passed: number;
  failed: number;
  notCovered: number;
  /** What is not covered yet, with the number of cases that ask for it. */
  missing: Map<string, number>;
  /** Recorded facts of passed cases that were passed over, by who wrote them. */
  notCompared: Map<string, number>;
  wallMs: number;
}

export interface FailedCase {
  id: string;
  family: string;
  /** Where it was read: `file:line`. */
  at: string;
  mismatches: Mismatch[];
}

export class Tally {
  readonly families = new Map<string, FamilyTally>();
  private readonly failed = new Map<string, FailedCase[]>();
  private readonly keep: number;

  /** @param keep how many failed cases are shown with their mismatches; all are counted */
  constructor(keep: number) {
    this.keep = keep;
  }

  add(recorded: RecordedCase, at: string, verdict: Verdict, wallMs: number): void {
    const row = this.row(recorded.family);
    row.cases += 1;
    row.wallMs += wallMs;
    if (verdict.status === "passed") {
      row.passed += 1;
      for (const writer of verdict.notCompared ?? []) row.notCompared.set(writer, (row.notCompared.get(writer) ?? 0) + 1);
    } else if (verdict.status === "not covered") {
      row.notCovered += 1;
      row.missing.set(verdict.what, (row.missing.get(verdict.what) ?? 0) + 1);
    } else {
      row.failed += 1;
      const kept = this.failed.get(recorded.family) ?? [];
      if (kept.length < this.keep) kept.push({ id: recorded.id, family: recorded.family, at, mismatches: verdict.mismatches });
      this.failed.set(recorded.family, kept);
    }
  }

  /** The first failed cases, one of each family before the second of any, so that no family hides the others. */
  get failures(): FailedCase[] {
    const byTurn = [...this.failed.values()].flatMap((cases) => cases.map((failure, turn) => ({ failure, turn })));
    return byTurn
      .toSorted((left, right) => left.turn - right.turn)
      .slice(0, this.keep)
      .map(({ failure }) => failure);
  }

  total(): FamilyTally {
    const sum: FamilyTally = {
      family: "all",
      cases: 0,
      passed: 0,
      failed: 0,
      notCovered: 0,
      missing: new Map(),
      notCompared: new Map(),
      wallMs: 0,
    };
    for (const row of this.families.values()) {
      sum.cases += row.cases;
      sum.passed += row.passed;
      sum.failed += row.failed;
      sum.notCovered += row.notCovered;
      sum.wallMs += row.wallMs;
    }
    return sum;
  }

  private row(family: string): FamilyTally {
    const known = this.families.get(family);
    if (known !== undefined) return known;
    const row: FamilyTally = {
      family,
      cases: 0,
      passed: 0,
      failed: 0,
      notCovered: 0,
      missing: new Map(),
      notCompared: new Map(),
      wallMs: 0,
    };
    this.families.set(family, row);
    return row;
  }
}
