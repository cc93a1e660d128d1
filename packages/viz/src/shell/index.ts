/** The page of a run and what lies over it. */
export * from "./bar-view.ts";
export * from "./dialog-view.ts";
export * from "./dialogs.ts";
export * from "./foot-view.ts";
export * from "./head-view.ts";
export * from "./run-view.ts";
export * from "./state-view.ts";
