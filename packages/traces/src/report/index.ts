/** Bad input: as an exception with its place, or counted by reason. */
export { TraceError, quoted, sentence } from "./trace-error.ts";
export type { TraceProblem } from "./trace-error.ts";
export { FIRST_BAD_ROWS, RowProblems } from "./read-report.ts";
export type { ReadOptions, ReadReport } from "./read-report.ts";
