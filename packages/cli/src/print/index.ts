/** Results as text for people. */
export * from "./amounts.ts";
export * from "./explanation-text.ts";
export * from "./fit-columns.ts";
export * from "./fold-error.ts";
export * from "./health-text.ts";
export * from "./ink.ts";
export * from "./input-text.ts";
export * from "./layout.ts";
export * from "./oversell-text.ts";
export * from "./pending-text.ts";
export * from "./report-text.ts";
export * from "./rollout-text.ts";
export * from "./sparkline.ts";
export * from "./use-text.ts";
export * from "./used-text.ts";
export * from "./why-text.ts";
