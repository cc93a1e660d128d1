/** The scheduler's cache of nodes, pods and other watched objects. */
export * from "./cluster-cache.ts";
export * from "./node-tree.ts";
export * from "./object-store.ts";
export * from "./template-cache.ts";
