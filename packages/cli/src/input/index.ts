/** Files as input of simulations, and checks of them. */
export * from "./check-file.ts";
export * from "./data-folder.ts";
export * from "./get-dataset.ts";
export * from "./input-files.ts";
export * from "./load-input.ts";
export * from "./open-file.ts";
export * from "./plugin-registry.ts";
export * from "./scheduler-profile.ts";
export * from "./trace-files.ts";
export * from "./trace-info.ts";
