/** The panel beside the views: whatever is selected, and why it is so. */
export * from "./candidates-table.ts";
export * from "./cluster-panel.ts";
export * from "./link.ts";
export * from "./node-panel.ts";
export * from "./pod-panel.ts";
export * from "./side-view.ts";
export * from "./workload-panel.ts";
export * from "./usage-meter.ts";
export * from "./usage-meters.ts";
export * from "./why-chains.ts";
export { refusalText } from "./refused-nodes.ts";
