/** Compares what a function answers with what was recorded, by the conventions of the function tables. */
import type { CaseRunner, Mismatch, Verdict } from "../contract.ts";

/** One function of a family: from the recorded input to an answer in the recorded form. */
export type RecordedFunction = (input: Record<string, unknown>) => unknown;

/** The functions of one family by the names of the recording. */
export type FunctionTable = ReadonlyMap<string, RecordedFunction>;

/** Answer of a function that refuses its input: only this fact is compared. */
export const REFUSED = { error: true } as const;

/**
 * Answers to an input that the recording wrote down incompletely: one for each way to complete it. The recorded answer must be among them.
 */
export class Readings {
  readonly answers: readonly unknown[];

  constructor(answers: readonly unknown[]) {
    this.answers = answers;
  }
}

/** A runner for the cases of one family. */
export function tableRunner(table: FunctionTable): CaseRunner {
  return (recordedCase): Verdict => {
    const { fn, in: input, out } = recordedCase as { fn: string; in?: Record<string, unknown>; out?: unknown };
    const run = table.get(fn);
    if (run === undefined) return { status: "not covered", what: fn };
    const answer = run(input ?? {});
    const readings = answer instanceof Readings ? answer.answers : [answer];
    const differences = readings.map((reading) => {
      const mismatches: Mismatch[] = [];
      compare("out", out, reading, mismatches);
      return mismatches;
    });
    const mismatches = differences.find((list) => list.length === 0) ?? differences[0]!;
    return mismatches.length === 0 ? { status: "passed" } : { status: "failed", mismatches };
  };
}

/** The answer, or {@link REFUSED} where the code throws one of the named errors. */
export function orRefused(refusals: readonly (new (message: string) => Error)[], run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return REFUSED;
    throw error;
  }
}

/** A 64-bit integer as the recordings write it: a number where that is exact, else a string. */
export function recordedInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function compare(path: string, expected: unknown, actual: unknown, mismatches: Mismatch[]): void {
  if (isRefusal(expected) && isRefusal(actual)) {
    for (const key of Object.keys(expected)) {
      if (key !== "error" && key !== "message") compare(`${path}.${key}`, expected[key], actual[key], mismatches);
    }
  } else if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    expected.forEach((element, i) => compare(`${path}[${i}]`, element, actual[i], mismatches));
  } else if (isRecord(expected) && isRecord(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      compare(`${path}.${key}`, expected[key], actual[key], mismatches);
    }
  } else if (!Object.is(expected, actual) && (expected ?? null) !== (actual ?? null)) {
    mismatches.push({ path, expected, actual });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An answer whose `error` says that the input was refused: true or a text. */
function isRefusal(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && (value.error === true || typeof value.error === "string");
}
