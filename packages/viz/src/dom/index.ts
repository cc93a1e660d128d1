/** Elements, icons and the mark: what pages are made of. */
export * from "./element.ts";
export * from "./icons.ts";
export * from "./logo.ts";
export * from "./say.ts";
