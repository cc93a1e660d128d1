/** The state of the dashboard and everything that can be done to it. */
export * from "./app.ts";
export * from "./command-list.ts";
export * from "./command.ts";
export * from "./run.ts";
export * from "./speeds.ts";
export * from "./projection-view.ts";
export * from "./exports.ts";
export * from "./run-text.ts";
