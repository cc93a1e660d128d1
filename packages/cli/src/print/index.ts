/** Results as text for people. */
export * from "./amounts.ts";
export * from "./explanation-text.ts";
export * from "./fold-error.ts";
export * from "./ink.ts";
export * from "./input-text.ts";
export * from "./layout.ts";
export * from "./pending-text.ts";
export * from "./report-text.ts";
export * from "./sparkline.ts";
export * from "./use-text.ts";
