/** Verdicts become counts, mismatches become a readable report, and an exception is a failed case. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CaseRunner } from "./contract.ts";
import { printReport } from "./oracle-report.ts";
import { runRecordings } from "./run-recordings.ts";
import { sideBySide } from "./side-by-side.ts";

let folder = "";
let file = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "orrery-recordings-"));
  file = path.join(folder, "quantity.jsonl");
  const lines = [1, 2, 3, 4].map((n) => JSON.stringify({ fn: "ParseQuantity", in: { s: String(n) }, out: { value: n } }));
  await writeFile(file, `${lines.join("\n")}\n`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** 1 passes, 2 differs, 3 throws, 4 is not covered. */
const runner: CaseRunner = (value) => {
  const { in: input } = value as { in: { s: string } };
  if (input.s === "1") return { status: "passed" };
  if (input.s === "2") return { status: "failed", mismatches: [{ path: "out.value", expected: 2, actual: 20 }] };
  if (input.s === "3") throw new RangeError("three is too many");
  return { status: "not covered", what: "ParseQuantity of four" };
};

function run(keepFailures: number) {
  return runRecordings([file], { families: [], ids: [], keepFailures, relativeTo: folder, runnerFor: () => runner });
}

describe("runRecordings", () => {
  it("tallies every verdict, keeps the first mismatches and where they were read", async () => {
    const { tally, malformed } = await run(1);
    expect(malformed).toEqual([]);
    expect(tally.total()).toMatchObject({ cases: 4, passed: 1, failed: 2, notCovered: 1 });
    expect(tally.failures).toMatchObject([{ id: "quantity:2", at: "quantity.jsonl:2" }]);
  });

  it("shows one failed case of each family before the second of any", async () => {
    const other = path.join(folder, "other.jsonl");
    await writeFile(other, `${JSON.stringify({ fn: "hpaSequence", in: { s: "3" }, out: 1 })}\n`);
    const options = { families: [], ids: [], keepFailures: 2, relativeTo: folder, runnerFor: () => runner };
    const { tally } = await runRecordings([file, other], options);
    expect(tally.failures.map((failure) => failure.id)).toEqual(["quantity:2", "other:1"]);
  });

  it("reports an exception as a failed case with its message", async () => {
    const { tally } = await run(5);
    expect(tally.failures[1]?.mismatches[0]?.actual).toContainEqual("RangeError: three is too many");
  });

  it("prints table, what is missing and mismatches within 80 columns", async () => {
    const text = printReport(await run(5), "here");
    expect(text).toContain("quantity: ParseQuantity of four (1)");
    expect(text).toContain("First mismatches (2 of 2 failed cases):");
    expect(text).toContain("4 cases in");
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});

describe("sideBySide", () => {
  const text = (rows: string[]) => rows.slice(1).join("\n");

  it("marks changed, missing and added rows", () => {
    const rows = sideBySide({ picked: "node-01", reasons: ["Insufficient cpu", "Too many pods"] }, { picked: "node-02", reasons: [] }, 70);
    expect(text(rows)).toMatch(/"picked": "node-01",? +\| +"picked": "node-02"/);
    expect(text(rows)).toMatch(/"Too many pods" *</);
  });

  it("leaves out what is equal and far away", () => {
    const left = Array.from({ length: 60 }, (_, index) => ({ node: `node-${index}`, filler: "x".repeat(30) }));
    const right = left.map((item, index) => (index === 30 ? { ...item, node: "other" } : item));
    const rows = sideBySide(left, right, 76);
    expect(rows.length).toBeLessThan(12);
    expect(text(rows)).toMatch(/\.\.\. \d+ equal/);
  });

  it("compares lists of equal length place by place", () => {
    const rows = sideBySide([444, 475, 426, 422, 9, 9, 9, 9], [444, 476, 426, 422, 9, 9, 9, 9], 40);
    expect(rows.slice(1)).toEqual([
      "[0] 444              [0] 444",
      "[1] 475            | [1] 476",
      "[2] 426              [2] 426",
      "[3] 422              [3] 422",
      "... 4 equal",
    ]);
  });

  it("shows absent answers and long texts", () => {
    expect(text(sideBySide("a".repeat(100), undefined, 43))).toContain("(absent)");
    for (const row of sideBySide("a".repeat(100), "b".repeat(90), 43)) expect(row.length).toBeLessThanOrEqual(43);
  });
});
