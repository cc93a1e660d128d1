/** Files from a person. */
export * from "./chooser.ts";
export * from "./drop-view.ts";
export * from "./open-dialog.ts";
