/**
 * Kubernetes' plugins: where each acts, and which of them a profile has by default. Source:
 * pkg/scheduler/apis/config/v1/default_plugins.go.
 */
import type { ExtensionPoint } from "./extension-points.ts";

/** Enabled by default, in this order. The weight counts where the plugin scores; others have none. */
export const DEFAULT_PLUGINS: readonly { readonly name: string; readonly weight?: number }[] = [
  { name: "SchedulingGates" },
  { name: "PrioritySort" },
  { name: "NodeUnschedulable" },
  { name: "NodeName" },
  { name: "TaintToleration", weight: 3 },
  { name: "NodeAffinity", weight: 2 },
  { name: "NodePorts" },
  { name: "NodeResourcesFit", weight: 1 },
  { name: "VolumeRestrictions" },
  { name: "NodeVolumeLimits" },
  { name: "VolumeBinding" },
  { name: "VolumeZone" },
  { name: "PodTopologySpread", weight: 2 },
  { name: "InterPodAffinity", weight: 2 },
  { name: "DynamicResources", weight: 2 },
  { name: "DefaultPreemption" },
  { name: "NodeResourcesBalancedAllocation", weight: 1 },
  { name: "ImageLocality", weight: 1 },
  { name: "DefaultBinder" },
  { name: "NodeDeclaredFeatures" },
];

/** The extension points that each default plugin implements in v1.36.2. */
export const KUBERNETES_PLUGIN_POINTS: ReadonlyMap<string, readonly ExtensionPoint[]> = new Map<string, readonly ExtensionPoint[]>([
  ["SchedulingGates", ["preEnqueue"]],
  ["PrioritySort", ["queueSort"]],
  ["NodeUnschedulable", ["filter"]],
  ["NodeName", ["filter"]],
  ["TaintToleration", ["filter", "preScore", "score"]],
  ["NodeAffinity", ["preFilter", "filter", "preScore", "score"]],
  ["NodePorts", ["preFilter", "filter"]],
  ["NodeResourcesFit", ["preFilter", "filter", "preScore", "score"]],
  ["VolumeRestrictions", ["preFilter", "filter"]],
  ["NodeVolumeLimits", ["preFilter", "filter"]],
  ["VolumeBinding", ["preFilter", "filter", "preScore", "score", "reserve", "preBind"]],
  ["VolumeZone", ["preFilter", "filter"]],
  ["PodTopologySpread", ["preFilter", "filter", "preScore", "score"]],
  ["InterPodAffinity", ["preFilter", "filter", "preScore", "score"]],
  ["DynamicResources", ["preEnqueue", "preFilter", "filter", "postFilter", "score", "reserve", "preBind"]],
  ["DefaultPreemption", ["preEnqueue", "postFilter"]],
  ["NodeResourcesBalancedAllocation", ["preScore", "score"]],
  ["ImageLocality", ["score"]],
  ["DefaultBinder", ["bind"]],
  ["NodeDeclaredFeatures", ["preFilter", "filter"]],
]);

/** Kubernetes' plugins of gates that are off by default. Not modelled: enabling one is refused. */
export const GATED_PLUGINS: readonly string[] = ["GangScheduling", "TopologyPlacementGenerator", "PodGroupPodsCount"];

/** Plugins of earlier Kubernetes versions. Source: pkg/scheduler/apis/config/validation/validation.go (invalidPluginsByVersion). */
export const REMOVED_PLUGINS: readonly string[] = ["AzureDiskLimits", "CinderLimits", "EBSLimits", "GCEPDLimits"];
