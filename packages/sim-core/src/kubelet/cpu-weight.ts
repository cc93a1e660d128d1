/**
 * Shares as weights of cgroup v2. Kubelet and container runtime convert differently: the kubelet's groups (kubepods, QoS classes, pods)
 * follow one formula, the containers inside them the other, so weights compare only between siblings.
 */
import { log, pow } from "../engine/index.ts";
import { MAX_CPU_SHARES, MIN_CPU_SHARES } from "./cpu-shares.ts";

export const MIN_CPU_WEIGHT = 1;
export const MAX_CPU_WEIGHT = 10_000;

/**
 * Weight (1 to 10000) of a group that the kubelet makes: linear, 1024 shares are 39.
 *
 * @param shares 2 and more. Source: pkg/kubelet/cm/cgroup_manager_linux.go, getCPUWeight.
 */
export function kubeletCpuWeight(shares: number): number {
  if (shares >= MAX_CPU_SHARES) return MAX_CPU_WEIGHT;
  return MIN_CPU_WEIGHT + Math.floor(((shares - MIN_CPU_SHARES) * WEIGHT_SPAN) / SHARES_SPAN);
}

/** Shares of a weight of the kubelet's; not the exact inverse. Source: pkg/kubelet/cm/cgroup_v2_manager_linux.go, cpuWeightToCPUShares. */
export function cpuWeightToShares(weight: number): number {
  return MIN_CPU_SHARES + Math.floor(((weight - MIN_CPU_WEIGHT) * SHARES_SPAN) / WEIGHT_SPAN);
}

/**
 * Weight (1 to 10000) of a container as the runtime sets it: a curve through (2, 1), (1024, 100) and (262144, 10000); 0, unset, for 0
 * shares.
 *
 * @param shares a whole number. Source: opencontainers/cgroups utils.go, ConvertCPUSharesToCgroupV2Value.
 *
 * Not modelled: runtimes before runc 1.3.2, which convert linearly as the kubelet does.
 */
export function runtimeCpuWeight(shares: number): number {
  if (shares === 0) return 0;
  if (shares <= MIN_CPU_SHARES) return MIN_CPU_WEIGHT;
  if (shares >= MAX_CPU_SHARES) return MAX_CPU_WEIGHT;
  const l = log2(shares);
  return Math.ceil(pow(10, (l * l + 125 * l) / 612 - 7 / 34));
}

const WEIGHT_SPAN = MAX_CPU_WEIGHT - MIN_CPU_WEIGHT;
const SHARES_SPAN = MAX_CPU_SHARES - MIN_CPU_SHARES;

/** Exact for powers of two, as the ceiling above needs at 1024 shares. */
function log2(shares: number): number {
  const exponent = 31 - Math.clz32(shares);
  const fraction = shares / (1 << exponent);
  return fraction === 1 ? exponent : log(fraction / 2) * Math.LOG2E + (exponent + 1);
}
