/** What a family of oracle cases must offer so that `pnpm oracle` can run it: one function from a recorded case to a verdict. */

/** One difference between the recording and Orrery: where in the answer, what was recorded, what Orrery said. */
export interface Mismatch {
  /** JSON path inside the recorded answer, e.g. `expect.steps[3].scores.total`. */
  path: string;
  expected: unknown;
  actual: unknown;
}

export type Verdict =
  /** `notCompared`: who wrote the recorded facts that were passed over, one entry a fact: parts that Orrery does not have yet. */
  | { status: "passed"; notCompared?: readonly string[] }
  | { status: "failed"; mismatches: Mismatch[] }
  /** The case asks for something that Orrery does not model yet; `what` names it (a function, a controller). */
  | { status: "not covered"; what: string };

/** Runs one parsed line of a recording. Must not throw for a well-formed case: an exception counts as failed. */
export type CaseRunner = (recordedCase: unknown) => Verdict;
