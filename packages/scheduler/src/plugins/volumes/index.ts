/** The volume plugins of the default profile, and what a simulation needs to carry out their decisions. */
export { type BoundObjects, completedBinding } from "./completed-binding.ts";
export { NODE_VOLUME_LIMITS, newNodeVolumeLimits } from "./node-volume-limits.ts";
export { newVolumeBinding, VOLUME_BINDING } from "./volume-binding.ts";
export { newVolumeRestrictions, VOLUME_RESTRICTIONS } from "./volume-restrictions.ts";
export { newVolumeZone, VOLUME_ZONE } from "./volume-zone.ts";
