/** Amounts and times as people read them. */
export * from "./amounts.ts";
export * from "./time-ticks.ts";
