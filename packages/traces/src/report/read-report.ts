/** What happened to the rows of one file: kept and bad, bad ones counted by reason, the first ten in full. */
import { TraceError } from "./trace-error.ts";
import type { TraceProblem } from "./trace-error.ts";

/** How many bad rows are kept in full. */
export const FIRST_BAD_ROWS = 10;

/** Common to all readers. */
export interface ReadOptions {
  /** The name used in messages; never looked at to guess a format. Default "input". */
  readonly file?: string;
  /** Refuse at the first bad row (throws TraceError) instead of counting it. Default false. */
  readonly strict?: boolean;
}

/** The outcome of a read, ready to print or to send. */
export interface ReadReport {
  readonly file: string;
  /** Rows kept. */
  readonly rows: number;
  /** Rows left out. */
  readonly badRows: number;
  readonly badByReason: readonly { readonly reason: string; readonly count: number }[];
  readonly firstBad: readonly TraceProblem[];
  /** Columns of the file that no reader looks at. */
  readonly ignoredColumns: readonly string[];
  /** What the file says and the simulation does not do. */
  readonly notModelled: readonly string[];
}

/** Collects problems while a file is read. */
export class RowProblems {
  readonly file: string;
  readonly strict: boolean;
  ignoredColumns: readonly string[] = [];
  notModelled: string[] = [];
  readonly #counts = new Map<string, number>();
  readonly #first: TraceProblem[] = [];
  #bad = 0;

  constructor(options: ReadOptions = {}) {
    this.file = options.file ?? "input";
    this.strict = options.strict ?? false;
  }

  /** Counts a bad row; in strict mode throws it as TraceError. */
  add(problem: Omit<TraceProblem, "file">): void {
    const full = { ...problem, file: this.file };
    if (this.strict) throw new TraceError(full);
    this.#bad += 1;
    this.#counts.set(problem.reason, (this.#counts.get(problem.reason) ?? 0) + 1);
    if (this.#first.length < FIRST_BAD_ROWS) this.#first.push(full);
  }

  /** The whole file cannot be read: throws TraceError. */
  refuse(problem: Omit<TraceProblem, "file">): never {
    throw new TraceError({ ...problem, file: this.file });
  }

  report(rows: number): ReadReport {
    const badByReason = [...this.#counts].map(([reason, count]) => ({ reason, count }));
    badByReason.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
    return {
      file: this.file,
      rows,
      badRows: this.#bad,
      badByReason,
      firstBad: this.#first,
      ignoredColumns: this.ignoredColumns,
      notModelled: this.notModelled,
    };
  }
}
