/** The common machinery of control loops, and the loops as one component. */
export type { PodTemplate, DeploymentObject, ReplicaSetObject } from "./workload-objects.ts";
export { WorkQueue } from "./work-queue.ts";
export type { ControllerClock, Grid, TimedLoop } from "./controller-clock.ts";
