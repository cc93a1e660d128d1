/** Comparison with recordings of the real components: `pnpm oracle`, and the pieces that tests use. */
export type { CaseRunner, Mismatch, Verdict } from "./contract.ts";
export { functionFamilies, functionFamily } from "./function-families.ts";
export { defaultFolder, ORACLE_HELP, runOracleCommand, type OracleStreams } from "./oracle-command.ts";
export { recogniseCase, type CaseKind, type RecordedCase } from "./recorded-case.ts";
export { findRecordings, readCaseTexts } from "./recording-files.ts";
export { runRecordings, type OracleResult, type RunOptions } from "./run-recordings.ts";
