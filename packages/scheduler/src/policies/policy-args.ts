/** The arguments of the GPU plugins, as `pluginConfig` gives them, with defaults. */
import { decode } from "../config/index.ts";
import type { ReadArgs, Shape } from "../config/index.ts";
import { DEVICE_RULES } from "./device-rule.ts";
import type { DeviceRule } from "./device-rule.ts";
import type { TypicalPod } from "./typical-pods.ts";

export interface GpuShareArgs {
  readonly deviceRule: DeviceRule;
  /** Needed by the rule "fgd". */
  readonly typicalPods: readonly TypicalPod[];
}

export interface FgdArgs {
  readonly typicalPods: readonly TypicalPod[];
}

/** What the placement scores divide by: the largest node of the cluster they were made for, 128 cores and 8 GPUs as published. */
export interface LargestNodeArgs {
  readonly largestCpuMilli: number;
  readonly largestGpuMilli: number;
}

const TYPICAL_PODS: Shape = {
  list: { fields: { cpuMilli: "int64", gpuCount: "int32", gpuMilli: "int32", gpuModels: { list: "string" }, popularity: "float" } },
};

export const readGpuShareArgs: ReadArgs = (given, path, errors) => {
  const args = decode(given, { fields: { deviceRule: "string", typicalPods: TYPICAL_PODS } }, path, errors) as Partial<GpuShareArgs>;
  const read: GpuShareArgs = { deviceRule: args.deviceRule ?? "bestfit", typicalPods: complete(args.typicalPods) };
  if (!DEVICE_RULES.includes(read.deviceRule)) errors.unsupported(path.child("deviceRule"), read.deviceRule, DEVICE_RULES);
  if (read.deviceRule === "fgd" && read.typicalPods.length === 0) errors.required(path.child("typicalPods"), "", TYPICAL_PODS_TEXT);
  return { ...read };
};

export const readFgdArgs: ReadArgs = (given, path, errors) => {
  const args = decode(given, { fields: { typicalPods: TYPICAL_PODS } }, path, errors) as Partial<FgdArgs>;
  const read: FgdArgs = { typicalPods: complete(args.typicalPods) };
  if (read.typicalPods.length === 0) errors.required(path.child("typicalPods"), "", TYPICAL_PODS_TEXT);
  return { ...read };
};

export const readLargestNodeArgs: ReadArgs = (given, path, errors) => {
  const args = decode(given, { fields: { largestCpuMilli: "int64", largestGpuMilli: "int64" } }, path, errors) as Partial<LargestNodeArgs>;
  const read: LargestNodeArgs = { largestCpuMilli: args.largestCpuMilli ?? 128_000, largestGpuMilli: args.largestGpuMilli ?? 8_000 };
  for (const field of ["largestCpuMilli", "largestGpuMilli"] as const) {
    if (read[field] <= 0) errors.invalid(path.child(field), read[field], "must be greater than 0", "an integer of at least 1");
  }
  return { ...read };
};

const TYPICAL_PODS_TEXT = "a list of {cpuMilli, gpuCount, gpuMilli, gpuModels, popularity}: the usual pods of the cluster and their shares";

function complete(list: readonly Partial<TypicalPod>[] | undefined): TypicalPod[] {
  return (list ?? []).map((pod) => ({
    cpuMilli: pod.cpuMilli ?? 0,
    gpuCount: pod.gpuCount ?? 0,
    gpuMilli: pod.gpuMilli ?? 0,
    gpuModels: pod.gpuModels ?? [],
    popularity: pod.popularity ?? 0,
  }));
}
