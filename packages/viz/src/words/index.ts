/** Amounts and times as people read them. */
export * from "./amounts.ts";
