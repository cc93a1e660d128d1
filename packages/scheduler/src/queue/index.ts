/** The scheduling queue: which pending pod is tried next, and what the others wait for. */
export * from "./backoff.ts";
export * from "./event-match.ts";
export * from "./hint-map.ts";
export * from "./nominator.ts";
export * from "./priority-sort.ts";
export * from "./queued-pod.ts";
export * from "./registrations.ts";
export * from "./scheduling-queue.ts";
