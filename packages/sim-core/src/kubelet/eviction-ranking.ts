/**
 * The order in which a node under pressure evicts its pods: pods above their request first, then those of lower priority, then those
 * furthest above their request. A pod of which nothing is known goes first.
 *
 * Where Kubernetes leaves the order open (equal pods; its sort is not stable beyond 12) pods keep the order in which they came.
 */
import { newQuantity, type Pod, type Quantity } from "../model/index.ts";
import type { EvictionSignal } from "./eviction-signals.ts";
import { podRequestOf } from "./pod-request.ts";
import { type DiskUsagePart, podDiskUsage, type PodUsage } from "./pod-usage.ts";

export interface EvictionCandidate {
  readonly pod: Pod;
  /** Undefined: no statistics of the pod. */
  readonly usage?: PodUsage | undefined;
}

/** How a node's disks are divided. */
export interface DiskLayout {
  /** Images lie on a disk of their own. */
  readonly dedicatedImageFs: boolean;
  /** The writable layers of containers lie on the node's disk and only images on the other (KubeletSeparateDiskGC). */
  readonly splitContainerImageFs: boolean;
}

/** Candidates by memory: the first is evicted first. @throws QuantityError. Source: pkg/kubelet/eviction/helpers.go, rankMemoryPressure. */
export function rankMemoryPressure<T extends EvictionCandidate>(candidates: readonly T[]): T[] {
  return ranked(candidates, ({ pod, usage }) => aboveRequest(usage?.workingSetBytes ?? 0, podRequestOf(pod, "memory")));
}

/** Candidates by number of processes, after priority. Source: rankPIDPressure. */
export function rankPidPressure<T extends EvictionCandidate>(candidates: readonly T[]): T[] {
  return candidates.toSorted(
    (a, b) => priorityOf(a.pod) - priorityOf(b.pod) || unknownFirst(a, b) || (b.usage?.processCount ?? 0) - (a.usage?.processCount ?? 0),
  );
}

/**
 * Candidates by what they hold on the disk that a signal (`nodefs.*`, `imagefs.*`, `containerfs.*`) is about. A pod's inodes are ranked
 * against its request for bytes, as Kubernetes does.
 *
 * @throws QuantityError; RangeError for a signal of no disk. Source: buildSignalToRankFunc, rankDiskPressureFunc.
 */
export function rankDiskPressure<T extends EvictionCandidate>(candidates: readonly T[], signal: EvictionSignal, layout: DiskLayout): T[] {
  const [fs = "", what = ""] = signal.split(".");
  if (!DISKS.includes(fs)) throw new RangeError(`found the signal ${signal}; accepted: ${DISKS.map((disk) => `${disk}.*`).join(", ")}`);
  const parts = partsOn(fs, layout);
  const of = what === "inodesFree" ? "inodes" : "bytes";
  return ranked(candidates, ({ pod, usage = {} }) => {
    const request = podRequestOf(pod, "ephemeral-storage");
    const used = podDiskUsage(pod, usage, parts, of);
    const { excess, exceeds } = aboveRequest(used, request);
    return { excess, exceeds: of === "bytes" ? exceeds : used > 0 };
  });
}

interface AboveRequest {
  readonly exceeds: boolean;
  readonly excess: Quantity;
}

const DISKS: readonly string[] = ["nodefs", "imagefs", "containerfs"];

function partsOn(fs: string, { dedicatedImageFs, splitContainerImageFs }: DiskLayout): readonly DiskUsagePart[] {
  if (!dedicatedImageFs) return ["rootfs", "logs", "localVolumes"];
  if (splitContainerImageFs) return fs === "imagefs" ? [] : ["logs", "localVolumes", "rootfs"];
  return fs === "nodefs" ? ["logs", "localVolumes"] : ["rootfs"];
}

function aboveRequest(used: number, request: Quantity): AboveRequest {
  const excess = newQuantity(used).sub(request);
  return { excess, exceeds: excess.sign > 0 };
}

function ranked<T extends EvictionCandidate>(candidates: readonly T[], measure: (candidate: T) => AboveRequest): T[] {
  return candidates
    .map((candidate) => ({ candidate, ...measure(candidate) }))
    .toSorted(
      (a, b) =>
        unknownFirst(a.candidate, b.candidate) ||
        // Of two unknown pods neither is known to exceed anything.
        (a.candidate.usage === undefined ? 0 : Number(b.exceeds) - Number(a.exceeds)) ||
        priorityOf(a.candidate.pod) - priorityOf(b.candidate.pod) ||
        (a.candidate.usage === undefined ? 0 : b.excess.cmp(a.excess)),
    )
    .map(({ candidate }) => candidate);
}

function unknownFirst(a: EvictionCandidate, b: EvictionCandidate): number {
  return Number(a.usage !== undefined) - Number(b.usage !== undefined);
}

function priorityOf(pod: Pod): number {
  return pod.spec.priority ?? 0;
}
