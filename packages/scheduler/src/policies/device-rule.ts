/**
 * Which devices of its node a pod gets. A share goes where the rule says; whole devices are the first free ones under every rule.
 * Source: the GPU selection methods of hkust-adsl/kubernetes-scheduler-simulator (USENIX ATC 2023).
 */
import type { FragmentationGradient } from "./fragmentation-gradient.ts";
import { tightestDevices } from "./gpu-node.ts";
import type { GpuNode } from "./gpu-node.ts";
import type { GpuRequest } from "./gpu-request.ts";

/** bestfit: least left; first: lowest index; random: uniform among fitting; fgd: where fragmentation grows least. */
export type DeviceRule = "bestfit" | "first" | "random" | "fgd";

export const DEVICE_RULES: readonly DeviceRule[] = ["bestfit", "first", "random", "fgd"];

export class DeviceChooser {
  private readonly rule: DeviceRule;
  private readonly random: () => number;
  private readonly gradient: FragmentationGradient | undefined;

  /** @param gradient needed by the rule "fgd" only */
  constructor(rule: DeviceRule, random: () => number, gradient?: FragmentationGradient) {
    this.rule = rule;
    this.random = random;
    this.gradient = gradient;
  }

  /** @returns fewer devices than asked for when not enough fit */
  choose(state: GpuNode, request: GpuRequest): number[] {
    if (!request.shares) return fitting(state, request.milli).slice(0, request.count);
    switch (this.rule) {
      case "first":
        return fitting(state, request.milli).slice(0, 1);
      case "bestfit":
        return tightestDevices(state, 1, request.milli);
      case "random": {
        const devices = fitting(state, request.milli);
        return devices.length === 0 ? [] : [devices[Math.floor(this.random() * devices.length)]!];
      }
      case "fgd":
        this.gradient!.score(state, request);
        return this.gradient!.device < 0 ? [] : [this.gradient!.device];
    }
  }
}

function fitting(state: GpuNode, milli: number): number[] {
  const devices: number[] = [];
  for (let i = 0; i < state.left.length; i++) if (state.left[i]! >= milli) devices.push(i);
  return devices;
}
