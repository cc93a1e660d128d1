/** The projection Timeline: lanes of nodes or workloads over time. */
export * from "./timeline-list.ts";
export * from "./timeline-view.ts";
