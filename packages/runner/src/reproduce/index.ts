/** Published experiments, repeated: their conditions, our numbers beside theirs. */
export * from "./npy.ts";
export * from "./spane-episode.ts";
export * from "./spane-published.ts";
export * from "./spane.ts";
