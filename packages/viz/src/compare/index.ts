/** The projection Compare: two runs under one playhead. */
export * from "./compare-view.ts";
export * from "./difference-list.ts";
export * from "./interval.ts";
export * from "./paired-figures.ts";
export * from "./paired-seeds.ts";
