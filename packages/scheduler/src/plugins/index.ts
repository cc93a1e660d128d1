/** Kubernetes' default plugins, by name. */
import type { PluginFactory } from "../framework/index.ts";
import { NODE_RESOURCES_BALANCED_ALLOCATION, newBalancedAllocation } from "./balanced-allocation.ts";
import { DEFAULT_BINDER, newDefaultBinder } from "./default-binder.ts";
import { DEFAULT_PREEMPTION, newDefaultPreemption } from "./default-preemption.ts";
import { DYNAMIC_RESOURCES, newDynamicResources } from "./dynamic-resources.ts";
import { IMAGE_LOCALITY, newImageLocality } from "./image-locality.ts";
import { INTER_POD_AFFINITY, newInterPodAffinity } from "./inter-pod-affinity.ts";
import { newNodeAffinity, NODE_AFFINITY } from "./node-affinity.ts";
import { newNodeDeclaredFeatures, NODE_DECLARED_FEATURES } from "./node-declared-features.ts";
import { newNodeName, NODE_NAME } from "./node-name.ts";
import { newNodePorts, NODE_PORTS } from "./node-ports.ts";
import { newNodeResourcesFit, NODE_RESOURCES_FIT } from "./node-resources-fit.ts";
import { newNodeUnschedulable, NODE_UNSCHEDULABLE } from "./node-unschedulable.ts";
import { newPodTopologySpread, POD_TOPOLOGY_SPREAD } from "./pod-topology-spread.ts";
import { newPrioritySort, PRIORITY_SORT } from "./priority-sort.ts";
import { newSchedulingGates, SCHEDULING_GATES } from "./scheduling-gates.ts";
import { newTaintToleration, TAINT_TOLERATION } from "./taint-toleration.ts";
import {
  newNodeVolumeLimits,
  newVolumeBinding,
  newVolumeRestrictions,
  newVolumeZone,
  NODE_VOLUME_LIMITS,
  VOLUME_BINDING,
  VOLUME_RESTRICTIONS,
  VOLUME_ZONE,
} from "./volumes/index.ts";

export const DEFAULT_PLUGIN_FACTORIES: ReadonlyMap<string, PluginFactory> = new Map<string, PluginFactory>([
  [SCHEDULING_GATES, newSchedulingGates],
  [PRIORITY_SORT, newPrioritySort],
  [NODE_UNSCHEDULABLE, newNodeUnschedulable],
  [NODE_NAME, newNodeName],
  [TAINT_TOLERATION, newTaintToleration],
  [NODE_AFFINITY, newNodeAffinity],
  [NODE_PORTS, newNodePorts],
  [NODE_RESOURCES_FIT, newNodeResourcesFit],
  [VOLUME_RESTRICTIONS, newVolumeRestrictions],
  [NODE_VOLUME_LIMITS, newNodeVolumeLimits],
  [VOLUME_BINDING, newVolumeBinding],
  [VOLUME_ZONE, newVolumeZone],
  [POD_TOPOLOGY_SPREAD, newPodTopologySpread],
  [INTER_POD_AFFINITY, newInterPodAffinity],
  [DYNAMIC_RESOURCES, newDynamicResources],
  [DEFAULT_PREEMPTION, newDefaultPreemption],
  [NODE_RESOURCES_BALANCED_ALLOCATION, newBalancedAllocation],
  [IMAGE_LOCALITY, newImageLocality],
  [DEFAULT_BINDER, newDefaultBinder],
  [NODE_DECLARED_FEATURES, newNodeDeclaredFeatures],
]);

export { DefaultPreemption } from "./default-preemption.ts";
export type { DryRun } from "./default-preemption.ts";
export { completedBinding } from "./volumes/index.ts";
export { bestCandidates } from "./preemption-choice.ts";
