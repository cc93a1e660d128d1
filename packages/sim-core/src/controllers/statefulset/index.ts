/** Decisions of the StatefulSet controller: one pass over its pods. */
export { type StatefulAction, stepStatefulSet, type StatefulStep } from "./stateful-set-step.ts";
export { statefulMaxUnavailable, type StatefulPod, type StatefulSetSpec, type StatefulUpdateStrategy } from "./stateful-set-spec.ts";
export { isUpdateComplete, statefulSetStatus, type StatefulSetStatus } from "./stateful-set-status.ts";
