/** The whole run at a glance. */
export * from "./minimap-list.ts";
export * from "./minimap-view.ts";
