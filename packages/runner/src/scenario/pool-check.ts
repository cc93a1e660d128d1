/** What a kubelet would refuse of a pool, and what contradicts itself: `spec.nodePools`. */
import { EVICTION_SIGNALS, EvictionConfigError } from "@orrery/sim-core/kubelet";
import { nodeResources } from "./allocatable.ts";
import { evictionThresholds, poolReserves, serializesImagePulls } from "./pool-kubelet.ts";
import type { Path } from "./problem.ts";
import { requiredUs } from "./random-time.ts";
import type { NodePool } from "./scenario.ts";
import type { TimelineEntry } from "./timeline-entry.ts";

export type Complain = (path: Path, message: string, found: string, accepted: string, atKey?: boolean) => void;

/**
 * Source of the kubelet's rules: pkg/kubelet/apis/config/validation/validation.go.
 *
 * @param imageSizes names of `spec.images.sizes`
 */
export function checkPools(
  pools: readonly NodePool[],
  timeline: readonly TimelineEntry[],
  imageSizes: ReadonlySet<string>,
  complain: Complain,
): void {
  const growing = new Set(timeline.map((entry) => entry.addNodes?.pool));
  const names = new Set<string>();
  for (const [index, pool] of pools.entries()) {
    const path = ["spec", "nodePools", index];
    if (names.has(pool.name))
      complain([...path, "name"], "a second pool of this name", JSON.stringify(pool.name), "a name of its own for each pool");
    names.add(pool.name);
    if (pool.count === 0 && !growing.has(pool.name)) {
      const accepted = "at least 1, or 0 where spec.timeline adds nodes to the pool (addNodes)";
      complain([...path, "count"], `the node pool ${pool.name} has no nodes`, "0", accepted);
    }
    checkKubelet(pool, path, complain);
    checkMachine(pool, path, imageSizes, complain);
    checkAmounts(pool, path, complain);
  }
}

function checkKubelet(pool: NodePool, path: Path, complain: Complain): void {
  const { kubelet = {} } = pool;
  const at = (field: string): Path => [...path, "kubelet", field];
  for (const field of ["kubeReserved", "systemReserved", "evictionHard"] as const) {
    if (pool[field] === undefined || kubelet[field] === undefined) continue;
    complain(at(field), `cannot stand beside ${field} of the pool`, "", `one of kubelet.${field}, ${field}`, true);
  }
  if (kubelet.maxPods !== undefined && pool.capacity["pods"] !== undefined)
    complain(at("maxPods"), "cannot stand beside capacity.pods", "", "one of kubelet.maxPods, capacity.pods", true);
  const { imageGCHighThresholdPercent: high = 85, imageGCLowThresholdPercent: low = 80 } = kubelet;
  if (low >= high) {
    const field = kubelet.imageGCLowThresholdPercent === undefined ? "imageGCHighThresholdPercent" : "imageGCLowThresholdPercent";
    const accepted = "imageGCLowThresholdPercent (80) below imageGCHighThresholdPercent (85)";
    complain(at(field), `the low threshold ${low} must be less than the high one ${high}`, String(kubelet[field]), accepted);
  }
  if (kubelet.maxParallelImagePulls !== undefined && kubelet.maxParallelImagePulls > 1 && serializesImagePulls(kubelet)) {
    const found = String(kubelet.maxParallelImagePulls);
    complain(
      at("maxParallelImagePulls"),
      "must not be larger than 1 while image pulls are serialized",
      found,
      "serializeImagePulls: false",
    );
  }
  const us = (text: string | undefined, otherwise: string): number => requiredUs(text ?? otherwise);
  const oldest = us(kubelet.imageMaximumGCAge, "0s");
  if (oldest > 0 && oldest <= us(kubelet.imageMinimumGCAge, "2m")) {
    const accepted = `0s, or more than ${kubelet.imageMinimumGCAge ?? "2m"}`;
    complain(at("imageMaximumGCAge"), "must be greater than imageMinimumGCAge", JSON.stringify(kubelet.imageMaximumGCAge), accepted);
  }
  const between = (field: Path, text: string | undefined, least: string, most: string): void => {
    if (text === undefined || (requiredUs(text) >= requiredUs(least) && requiredUs(text) <= requiredUs(most))) return;
    complain([...path, "kubelet", ...field], "out of the kubelet's bounds", JSON.stringify(text), `from ${least} to ${most}`);
  };
  between(["cpuCFSQuotaPeriod"], kubelet.cpuCFSQuotaPeriod, "1ms", "1s");
  const { maxContainerRestartPeriod } = kubelet.crashLoopBackOff ?? {};
  between(["crashLoopBackOff", "maxContainerRestartPeriod"], maxContainerRestartPeriod, "1s", "300s");
  for (const field of ["shutdownGracePeriod", "shutdownGracePeriodCriticalPods"] as const) {
    const period = us(kubelet[field], "0s");
    if (period > 0 && period < 1e6) complain(at(field), "too short", JSON.stringify(kubelet[field]), "0s, or at least 1s");
  }
  if (us(kubelet.shutdownGracePeriodCriticalPods, "0s") > us(kubelet.shutdownGracePeriod, "0s")) {
    const found = JSON.stringify(kubelet.shutdownGracePeriodCriticalPods);
    const accepted = `at most ${kubelet.shutdownGracePeriod ?? "0s"}`;
    complain(at("shutdownGracePeriodCriticalPods"), "it is a part of shutdownGracePeriod", found, accepted);
  }
}

function checkMachine(pool: NodePool, path: Path, imageSizes: ReadonlySet<string>, complain: Complain): void {
  const { presentImages = [] } = pool;
  if (Array.isArray(presentImages)) {
    for (const [index, name] of (presentImages as readonly string[]).entries()) {
      if (imageSizes.has(name)) continue;
      const accepted = `a name of spec.images.sizes${imageSizes.size === 0 ? "" : `: ${[...imageSizes].join(", ")}`}; or names with their sizes`;
      complain([...path, "presentImages", index], "nothing says how large the image is", JSON.stringify(name), accepted);
    }
  }
  if (pool.download !== undefined && Number(pool.download) === 0)
    complain([...path, "download"], "no image would ever arrive", "0", "an amount over 0, or none for unlimited");
}

function checkAmounts(pool: NodePool, path: Path, complain: Complain): void {
  for (const field of ["oversell", "kubeReserved", "systemReserved"] as const) {
    const inKubelet = field !== "oversell" && pool[field] === undefined;
    const list = field === "oversell" ? (pool.oversell ?? {}) : poolReserves(pool)[field];
    for (const resource of Object.keys(list)) {
      if (Object.hasOwn(pool.capacity, resource)) continue;
      const where = inKubelet ? [...path, "kubelet", field, resource] : [...path, field, resource];
      complain(where, "the pool's capacity has no such resource", resource, Object.keys(pool.capacity).join(", "), true);
    }
  }
  if (!thresholdsAreRight(pool, path, complain)) return;
  for (const { resource, capacity, reserved } of nodeResources(pool).shortfalls) {
    const accepted = "a capacity over the sum of kubeReserved, systemReserved and evictionHard";
    const where = resource === "pods" ? path : [...path, "capacity", resource];
    complain(where, `the reserves of ${reserved} are more than the capacity of ${capacity}`, capacity, accepted);
  }
}

/** What the kubelet's own reader says, at its place. */
function thresholdsAreRight(pool: NodePool, path: Path, complain: Complain): boolean {
  const known = [...EVICTION_SIGNALS.keys()].filter((signal) => signal !== "allocatableMemory.available");
  const field = (name: string): Path =>
    name === "evictionHard" && pool.evictionHard !== undefined ? [...path, name] : [...path, "kubelet", name];
  const { kubelet = {} } = pool;
  let right = true;
  for (const name of ["evictionHard", "evictionSoft", "evictionSoftGracePeriod", "evictionMinimumReclaim"] as const) {
    const given = name === "evictionHard" ? (pool.evictionHard ?? kubelet.evictionHard) : kubelet[name];
    for (const signal of Object.keys(given ?? {})) {
      if ((known as readonly string[]).includes(signal)) continue;
      complain([...field(name), signal], "no eviction signal of the kubelet", signal, known.join(", "), true);
      right = false;
    }
  }
  if (!right) return false;
  try {
    evictionThresholds(pool);
    return true;
  } catch (error) {
    if (!(error instanceof EvictionConfigError)) throw error;
    const [, name = "", signal = "", found = "", accepted = ""] =
      /^(\w+)\["(.*?)"\]: found (.*); accepted: (.*)$/.exec(error.message) ?? [];
    complain([...field(name), signal], "the kubelet refuses this", found, accepted);
    return false;
  }
}
