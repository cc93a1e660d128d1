/** The scheduler as a component of the simulated cluster, and the log of its attempts. */
export * from "./attempt-log.ts";
export * from "./queue-log.ts";
export * from "./scheduler-component.ts";
