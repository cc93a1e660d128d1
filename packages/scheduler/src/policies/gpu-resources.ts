/**
 * The names by which pods ask for shared GPUs and nodes offer them.
 *
 * A pod asks for `orrery.io/gpu-count` devices (default 1 when only the share is given) with `orrery.io/gpu-milli` thousandths of each
 * (1..1000, default 1000: whole devices). A node offers `orrery.io/gpu-count` devices in its allocatable. Because the share is per device
 * and not a sum, NodeResourcesFit must leave these to GpuShare: `ignoredResourceGroups: ["orrery.io"]` in its arguments.
 */

export const GPU_RESOURCE_GROUP = "orrery.io";
export const GPU_COUNT = "orrery.io/gpu-count";
export const GPU_MILLI = "orrery.io/gpu-milli";
/** Node label: the one model of the node's devices. */
export const GPU_MODEL_LABEL = "orrery.io/gpu-model";
/** Pod annotation: models the pod accepts, joined by "|"; absent or empty: any. */
export const GPU_MODELS_ANNOTATION = "orrery.io/gpu-models";
/** Pod annotation: device indices of a pod that already runs, joined by ","; absent: the tightest that fit are taken to be its. */
export const GPU_DEVICES_ANNOTATION = "orrery.io/gpu-devices";

/** Thousandths in a whole device. */
export const WHOLE_GPU_MILLI = 1000;
