/** What a run is asked for, and how it can fail. */
export * from "./exit-code.ts";
export * from "./job.ts";
export * from "./user-error.ts";
export * from "./version.ts";
