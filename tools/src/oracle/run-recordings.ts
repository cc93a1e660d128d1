/** Runs every recorded case of some files and tallies the verdicts; bad lines are collected, not fatal. */
import path from "node:path";
import { caseRunner } from "./case-runners.ts";
import type { CaseRunner, Verdict } from "./contract.ts";
import { recogniseCase, type RecordedCase } from "./recorded-case.ts";
import { readCaseTexts, recordingStem } from "./recording-files.ts";
import { Tally } from "./tally.ts";

export interface RunOptions {
  /** Only these families; empty: all. */
  families: readonly string[];
  /** Only these cases; empty: all. */
  ids: readonly string[];
  /** How many failed cases keep their mismatches. */
  keepFailures: number;
  /** Paths in the report are relative to this folder. */
  relativeTo: string;
  /** Called before each case with what is about to run. */
  onCase?: (recorded: RecordedCase, done: number) => void;
  /** Who answers a case; the registry of this project unless given. */
  runnerFor?: (recorded: RecordedCase) => CaseRunner;
}

export interface OracleResult {
  tally: Tally;
  /** Lines and files that are no recording: `file:line:column: what is wrong`. */
  malformed: string[];
  /** All families that were met, whether chosen or not. */
  familiesSeen: Set<string>;
  wallMs: number;
}

/** Runs the cases of `files` in order. Errors of the file system end up in `malformed` with the file's name. */
export async function runRecordings(files: readonly string[], options: RunOptions): Promise<OracleResult> {
  const result: OracleResult = { tally: new Tally(options.keepFailures), malformed: [], familiesSeen: new Set(), wallMs: 0 };
  const beganMs = performance.now();
  let done = 0;
  for (const file of files) {
    const shown = path.relative(options.relativeTo, file) || file;
    try {
      for await (const { line, text } of readCaseTexts(file)) {
        const recorded = parseCase(text, { stem: recordingStem(file), line });
        if (typeof recorded === "string") {
          result.malformed.push(`${shown}:${line}: ${recorded}`);
          continue;
        }
        result.familiesSeen.add(recorded.family);
        if (!isChosen(recorded, options)) continue;
        options.onCase?.(recorded, done);
        done += 1;
        const startMs = performance.now();
        const verdict = judge((options.runnerFor ?? caseRunner)(recorded), recorded.value);
        result.tally.add(recorded, `${shown}:${line}`, verdict, performance.now() - startMs);
      }
    } catch (error) {
      result.malformed.push(`${shown}: ${(error as Error).message}`);
    }
  }
  result.wallMs = performance.now() - beganMs;
  return result;
}

function parseCase(text: string, place: { stem: string; line: number }): RecordedCase | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
  return recogniseCase(value, place);
}

function isChosen(recorded: RecordedCase, { families, ids }: RunOptions): boolean {
  if (families.length > 0 && !families.includes(recorded.family)) return false;
  return ids.length === 0 || ids.includes(recorded.id);
}

/** An exception of Orrery is a failed case that shows where it was thrown. */
function judge(runner: CaseRunner, value: unknown): Verdict {
  try {
    return runner(value);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const actual = stack
      .split("\n")
      .slice(0, 4)
      .map((line) => line.trim());
    return { status: "failed", mismatches: [{ path: "(exception)", expected: "an answer", actual }] };
  }
}
