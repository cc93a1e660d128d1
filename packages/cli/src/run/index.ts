/** Runs jobs, here or in a worker thread. */
export * from "./execute-job.ts";
export * from "./run-in-worker.ts";
export * from "./simulate.ts";
export * from "./worker-messages.ts";
