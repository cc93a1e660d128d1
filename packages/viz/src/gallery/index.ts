/** The first page. */
export * from "./gallery-view.ts";
export * from "./preview.ts";
