/** What the control loops decide, as pure functions over plain data; the loops that watch and write use them. */
export * from "./int-or-percent.ts";
export * from "./replica-pod.ts";
export * from "./sort-by-less.ts";
export * from "./replicaset/index.ts";
export * from "./deployment/index.ts";
export * from "./nodelifecycle/index.ts";
export * from "./hpa/index.ts";
export * from "./job/index.ts";
export * from "./daemonset/index.ts";
export * from "./podgc/index.ts";
export * from "./statefulset/index.ts";
export * from "./controller-manager.ts";
export * from "./loop/index.ts";
export * from "./garbagecollector/index.ts";
