/** The Kubernetes object model: objects, quantities, selectors, affinity, taints, pod resources, back-off, defaulting. */
export type * from "./objects.ts";
export { byCodeUnits, requirement, type Requirement, type SelectionOperator, SelectorError } from "./label-requirement.ts";
export {
  EVERYTHING,
  type LabelMap,
  labelMap,
  NOTHING,
  parseSelector,
  Selector,
  selectorFromLabelSelector,
  selectorFromMap,
} from "./labels.ts";
export {
  type CompiledNodeSelector,
  compileNodeSelector,
  compilePreferredTerms,
  compileRequiredNodeAffinity,
  type NodeFacts,
  type RequiredNodeAffinity,
} from "./node-affinity.ts";
export { findMatchingUntoleratedTaint, toleratesTaint } from "./tolerations.ts";
export { newMilliQuantity, newQuantity, parseQuantity, Quantity } from "./quantity.ts";
export { quantityMilliValue, quantityValue } from "./quantity-number.ts";
export type { QuantityFormat } from "./quantity-suffix.ts";
export { QuantityError } from "./quantity-text.ts";
export {
  isPodLevelRequestsSet,
  isPodLevelResourceName,
  isPodLevelResourcesSet,
  isSidecar,
  podLimits,
  podRequests,
  type PodResourcesOptions,
} from "./pod-resources.ts";
export { type PodQosClass, podQosClass } from "./pod-qos.ts";
export { addResources, greatestResources, raiseResources, readResources, type ResourceAmounts } from "./resource-amounts.ts";
export { isExtendedResourceName, isHugePageResourceName, isOvercommitAllowed, isScalarResourceName } from "./resource-names.ts";
export {
  calculateResource,
  type CalculatedResource,
  DEFAULT_MEMORY_REQUEST_BYTES,
  DEFAULT_MILLI_CPU_REQUEST,
} from "./scheduler-resources.ts";
export {
  Backoff,
  type BackoffSettings,
  CRASH_LOOP_RESET_US,
  crashLoopBackoffSettings,
  type CrashLoopGates,
  IMAGE_PULL_BACKOFF,
} from "./backoff.ts";
export {
  defaultControllerRateLimiter,
  ItemExponentialFailureRateLimiter,
  MaxOfRateLimiter,
  RateLimiter,
  TokenBucketRateLimiter,
} from "./rate-limiters.ts";
export {
  calculateBackoffDuration,
  DEFAULT_SCHEDULING_BACKOFF,
  getBackoffTime,
  isBackingOff,
  type SchedulingAttempts,
  type SchedulingBackoffSettings,
} from "./scheduling-backoff.ts";
export { defaultNode, defaultPod, type PodDefaultsOptions } from "./pod-defaults.ts";
export { AdmissionError, SYSTEM_PRIORITY_CLASSES } from "./priority-admission.ts";
export { PatchError, strategicMerge } from "./strategic-merge.ts";
