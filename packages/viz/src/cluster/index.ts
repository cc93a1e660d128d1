/** What a frame says of pods and nodes: states, groups, what a filter finds. */
export * from "./filter.ts";
export * from "./filter-terms.ts";
export * from "./group-tree.ts";
export * from "./node-state.ts";
export * from "./pod-style.ts";
export * from "./suffering.ts";
export * from "./summary.ts";
