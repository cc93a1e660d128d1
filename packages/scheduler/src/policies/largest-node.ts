/** What the placement scores divide by: the largest node of the cluster they were made for. */
import { positiveArg } from "./policy-args.ts";

export interface LargestNode {
  readonly cpuMilli: number;
  readonly gpuMilli: number;
}

/** Arguments `largestCpuMilli` and `largestGpuMilli`; by default 128 cores and 8 GPUs, as published. @throws RangeError */
export function largestNodeArgs(plugin: string, args: Record<string, unknown>): LargestNode {
  return { cpuMilli: positiveArg(plugin, args, "largestCpuMilli", 128_000), gpuMilli: positiveArg(plugin, args, "largestGpuMilli", 8_000) };
}
