/**
 * Configurations of the scheduler for the GPU policies, as files a KubeSchedulerConfiguration reader takes, and the makers of their plugins.
 * The default filters stay, GpuShare joins them, and one score plugin alone decides.
 */
import type { PluginFactory } from "../framework/index.ts";
import { makeBestFit } from "./best-fit.ts";
import type { DeviceRule } from "./device-rule.ts";
import { makeDotProd } from "./dot-prod.ts";
import { makeFgd } from "./fgd.ts";
import { makeGpuClustering } from "./gpu-clustering.ts";
import { makeGpuPacking } from "./gpu-packing.ts";
import { GPU_RESOURCE_GROUP } from "./gpu-resources.ts";
import { makeGpuShare } from "./gpu-share.ts";
import { makeRandomScore } from "./random-score.ts";
import type { TypicalPod } from "./typical-pods.ts";

export type GpuPolicy = "Random" | "DotProd" | "GpuClustering" | "GpuPacking" | "BestFit" | "FGD";

export const GPU_POLICIES: readonly GpuPolicy[] = ["Random", "DotProd", "GpuClustering", "GpuPacking", "BestFit", "FGD"];

/** By plugin name, for the registry of the scheduler. */
export const POLICY_PLUGINS: readonly (readonly [string, PluginFactory])[] = [
  ["GpuShare", makeGpuShare],
  ["Random", makeRandomScore],
  ["DotProd", makeDotProd],
  ["GpuClustering", makeGpuClustering],
  ["GpuPacking", makeGpuPacking],
  ["BestFit", makeBestFit],
  ["FGD", makeFgd],
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

/**
 * All nodes are scored, by `policy` alone.
 * @param typical the yardstick of FGD, from `typicalPods`; the other policies need none
 * @throws RangeError for FGD without typical pods
 */
export function policyProfile(policy: GpuPolicy, typical: readonly TypicalPod[] = [], schedulerName = "default-scheduler"): PolicyConfiguration {
  if (policy === "FGD" && typical.length === 0) throw new RangeError("FGD needs typical pods: give those of the workload");
  const measure = policy === "FGD" ? { typicalPods: typical } : {};
  return {
    apiVersion: "kubescheduler.config.k8s.io/v1",
    kind: "KubeSchedulerConfiguration",
    percentageOfNodesToScore: 100,
    profiles: [
      {
        schedulerName,
        plugins: {
          preFilter: { enabled: [{ name: "GpuShare" }] },
          filter: { enabled: [{ name: "GpuShare" }] },
          preScore: { enabled: [{ name: policy }], disabled: [{ name: "*" }] },
          score: { enabled: [{ name: policy, weight: 1 }], disabled: [{ name: "*" }] },
          reserve: { enabled: [{ name: "GpuShare" }] },
        },
        pluginConfig: [
          { name: "NodeResourcesFit", args: { ignoredResourceGroups: [GPU_RESOURCE_GROUP] } },
          { name: "GpuShare", args: { deviceRule: deviceRuleOf(policy), ...measure } },
          { name: policy, args: measure },
        ],
      },
    ],
  };
}

/** The rule each policy was published with. */
function deviceRuleOf(policy: GpuPolicy): DeviceRule {
  if (policy === "Random") return "random";
  return policy === "FGD" ? "fgd" : "bestfit";
}
