/** The API store: commands in, facts out, the state as a fold over facts, watchers with a delay. */
export * from "./cluster-state.ts";
export * from "./fact.ts";
export * from "./fact-payloads.ts";
export * from "./heartbeats.ts";
export * from "./history-invariants.ts";
export * from "./invariants.ts";
export * from "./keyframes.ts";
export * from "./records.ts";
export * from "./state-digest.ts";
export * from "./store.ts";
