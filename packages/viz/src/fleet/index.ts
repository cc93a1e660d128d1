/** The projection Fleet: nodes in groups, pods on them, and those that wait. */
export * from "./fleet-layout.ts";
export * from "./fleet-list.ts";
export * from "./fleet-pick.ts";
export * from "./fleet-view.ts";
export { refusalStyle } from "./node-tiles.ts";
export * from "./pod-cells.ts";
export * from "./tip-text.ts";
export * from "./waiting-place.ts";
export * from "./fleet-scene.ts";
