/**
 * Configurations of the scheduler for the GPU policies, as files a KubeSchedulerConfiguration reader takes, and the makers of their
 * plugins. The default filters stay, GpuShare joins them, and one score plugin alone decides.
 */
import type { RegisteredPlugin } from "../config/index.ts";
import { newBestFit } from "./best-fit.ts";
import type { DeviceRule } from "./device-rule.ts";
import { newDotProd } from "./dot-prod.ts";
import { newFgd } from "./fgd.ts";
import { newGpuClustering } from "./gpu-clustering.ts";
import { newGpuPacking } from "./gpu-packing.ts";
import { GPU_RESOURCE_GROUP } from "./gpu-resources.ts";
import { newGpuShare } from "./gpu-share.ts";
import { readFgdArgs, readGpuShareArgs, readLargestNodeArgs } from "./policy-args.ts";
import { newRandomScore } from "./random-score.ts";
import type { TypicalPod } from "./typical-pods.ts";

export type GpuPolicy = "Random" | "DotProd" | "GpuClustering" | "GpuPacking" | "BestFit" | "FGD";

export const GPU_POLICIES: readonly GpuPolicy[] = ["Random", "DotProd", "GpuClustering", "GpuPacking", "BestFit", "FGD"];

/** For `kubernetesRegistry(factories, POLICY_PLUGINS)`. */
export const POLICY_PLUGINS: readonly RegisteredPlugin[] = [
  { name: "GpuShare", points: ["preFilter", "filter", "reserve"], factory: newGpuShare, readArgs: readGpuShareArgs },
  { name: "Random", points: ["preScore", "score"], factory: newRandomScore },
  { name: "DotProd", points: ["preScore", "score"], factory: newDotProd, readArgs: readLargestNodeArgs },
  { name: "GpuClustering", points: ["preScore", "score"], factory: newGpuClustering, readArgs: readLargestNodeArgs },
  { name: "GpuPacking", points: ["preScore", "score"], factory: newGpuPacking },
  { name: "BestFit", points: ["preScore", "score"], factory: newBestFit, readArgs: readLargestNodeArgs },
  { name: "FGD", points: ["preScore", "score"], factory: newFgd, readArgs: readFgdArgs },
];

/** A KubeSchedulerConfiguration as plain data. */
export interface PolicyConfiguration {
  readonly apiVersion: "kubescheduler.config.k8s.io/v1";
  readonly kind: "KubeSchedulerConfiguration";
  readonly percentageOfNodesToScore: number;
  readonly profiles: readonly PolicyProfile[];
}

export interface PolicyProfile {
  readonly schedulerName: string;
  readonly plugins: Readonly<Record<string, PluginSet>>;
  readonly pluginConfig: readonly { readonly name: string; readonly args: Readonly<Record<string, unknown>> }[];
}

export interface PluginSet {
  readonly enabled?: readonly { readonly name: string; readonly weight?: number }[];
  readonly disabled?: readonly { readonly name: string }[];
}

/** Of the scheduler whose profile this is, where nobody says otherwise. */
const DEFAULT_NAME = "default-scheduler";

/**
 * All nodes are scored, by `policy` alone; the default filters, preemption and the rest stay as they are.
 * @param typical the yardstick of FGD, from `typicalPods`; the other policies need none
 * @throws RangeError for FGD without typical pods
 */
export function policyProfile(policy: GpuPolicy, typical: readonly TypicalPod[] = [], name = DEFAULT_NAME): PolicyConfiguration {
  return configuration(policy, typical, name, {
    preFilter: { enabled: [{ name: "GpuShare" }] },
    filter: { enabled: [{ name: "GpuShare" }] },
    preScore: { enabled: [{ name: policy }], disabled: [{ name: "*" }] },
    score: { enabled: [{ name: policy, weight: 1 }], disabled: [{ name: "*" }] },
    reserve: { enabled: [{ name: "GpuShare" }] },
  });
}

/** As the experiment was published: no filters but GPU, cpu and memory, no preemption. Parameters as of `policyProfile`. */
export function experimentProfile(policy: GpuPolicy, typical: readonly TypicalPod[] = [], name = DEFAULT_NAME): PolicyConfiguration {
  const filters = { enabled: [{ name: "GpuShare" }, { name: "NodeResourcesFit" }] };
  return configuration(policy, typical, name, {
    multiPoint: { enabled: [{ name: "PrioritySort" }, { name: "DefaultBinder" }], disabled: [{ name: "*" }] },
    preFilter: filters,
    filter: filters,
    preScore: { enabled: [{ name: policy }] },
    score: { enabled: [{ name: policy, weight: 1 }] },
    reserve: { enabled: [{ name: "GpuShare" }] },
  });
}

function configuration(
  policy: GpuPolicy,
  typical: readonly TypicalPod[],
  schedulerName: string,
  plugins: PolicyProfile["plugins"],
): PolicyConfiguration {
  if (policy === "FGD" && typical.length === 0) throw new RangeError("FGD needs typical pods: give those of the workload");
  const measure = policy === "FGD" ? { typicalPods: typical } : {};
  const pluginConfig = [
    { name: "NodeResourcesFit", args: { ignoredResourceGroups: [GPU_RESOURCE_GROUP] } },
    { name: "GpuShare", args: { deviceRule: deviceRuleOf(policy), ...measure } },
    { name: policy, args: measure },
  ];
  return {
    apiVersion: "kubescheduler.config.k8s.io/v1",
    kind: "KubeSchedulerConfiguration",
    percentageOfNodesToScore: 100,
    profiles: [{ schedulerName, plugins, pluginConfig }],
  };
}

/** The rule each policy was published with. */
function deviceRuleOf(policy: GpuPolicy): DeviceRule {
  if (policy === "Random") return "random";
  return policy === "FGD" ? "fgd" : "bestfit";
}
