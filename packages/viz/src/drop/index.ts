/** Files that a person brings. */
export * from "./drop-view.ts";
export * from "./dropped-files.ts";
