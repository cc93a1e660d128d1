/** Decisions of the pod garbage collector. */
export {
  isTerminatingOutOfService,
  isUnscheduledTerminating,
  POD_GC_PERIOD_US,
  POD_GC_QUARANTINE_US,
  TERMINATED_POD_THRESHOLD,
  type TerminatedPod,
  terminatedPodsToDelete,
} from "./pod-gc.ts";
export { DEFAULT_POD_GC, PodGarbageCollector, type PodGcSettings } from "./pod-garbage-collector.ts";
