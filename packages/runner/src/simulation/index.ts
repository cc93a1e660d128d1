/** Composition of a simulation, and what it starts from. */
export * from "./simulation.ts";
export * from "./simulation-input.ts";
export { HeldLog } from "./held-log.ts";
export type { RunHistory } from "./run-history.ts";
