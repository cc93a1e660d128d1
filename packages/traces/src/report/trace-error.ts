/** Bad input as an exception that says where it is, what was found there and what would be accepted. */

/** Where and what: lines and columns count from 1 and are 0 where there is none (a whole file is wrong). */
export interface TraceProblem {
  /** What is wrong, in words that can be counted ("not a number"). */
  readonly reason: string;
  readonly file: string;
  readonly line: number;
  /** In characters from the start of the line. */
  readonly column: number;
  readonly found: string;
  readonly accepted: string;
}

/** Thrown for input that cannot be read at all, and in strict mode for the first bad row. */
export class TraceError extends Error implements TraceProblem {
  readonly reason: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly found: string;
  readonly accepted: string;

  constructor(problem: TraceProblem) {
    super(sentence(problem));
    this.name = "TraceError";
    this.reason = problem.reason;
    this.file = problem.file;
    this.line = problem.line;
    this.column = problem.column;
    this.found = problem.found;
    this.accepted = problem.accepted;
  }
}

/** One line for a person: `pods.csv:17:5: not a number: found "12 GB"; accepted: a decimal number`. */
export function sentence(problem: TraceProblem): string {
  let place = problem.file;
  if (problem.line > 0) place += `:${problem.line}`;
  if (problem.line > 0 && problem.column > 0) place += `:${problem.column}`;
  const found = problem.found === "" ? "" : `: found ${problem.found}`;
  const accepted = problem.accepted === "" ? "" : `; accepted: ${problem.accepted}`;
  return `${place}: ${problem.reason}${found}${accepted}`;
}

/** Text from the input for a message: quoted, control characters escaped, shortened to 60 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
