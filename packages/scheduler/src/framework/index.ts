/** The scheduling framework: extension points, statuses, events, and the scheduler's view of pods and nodes. */
export * from "./change-events.ts";
export * from "./cluster-event.ts";
export * from "./cluster-event-match.ts";
export * from "./cycle.ts";
export * from "./handle.ts";
export * from "./image-states.ts";
export * from "./node-info.ts";
export * from "./plugin.ts";
export * from "./pod-info.ts";
export * from "./pod-template.ts";
export * from "./post-filter.ts";
export * from "./resource-vector.ts";
export * from "./same-fields.ts";
export * from "./snapshot.ts";
export * from "./status.ts";
