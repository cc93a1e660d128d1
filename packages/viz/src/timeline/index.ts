/** The projection Timeline: lanes of workloads, of nodes or of the scheduling queue over time. */
export * from "./timeline-list.ts";
export * from "./timeline-view.ts";
