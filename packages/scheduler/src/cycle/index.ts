/** The scheduling cycle: search, scores, choice, diagnosis. */
export * from "./attempt.ts";
export * from "./build-profile.ts";
export * from "./diagnosis.ts";
export * from "./host-heap.ts";
export * from "./node-search.ts";
export * from "./profile.ts";
export * from "./scheduling-algorithm.ts";
export type { PluginScores } from "./score-run.ts";
