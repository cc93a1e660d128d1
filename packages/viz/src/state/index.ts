/** What a person looks at, as data, and how it is kept. */
export * from "./store.ts";
export * from "./view-state.ts";
export * from "./span.ts";
