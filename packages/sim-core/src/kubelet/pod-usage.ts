/** What a node measures of a pod, and what of it lies on which filesystem. */
import type { Pod, Volume } from "../model/index.ts";

/** A missing number counts as 0. */
export interface PodUsage {
  readonly workingSetBytes?: number;
  readonly processCount?: number;
  readonly containers?: readonly ContainerDiskUsage[];
  readonly volumes?: readonly { readonly name: string; readonly usedBytes?: number; readonly inodesUsed?: number }[];
}

export interface ContainerDiskUsage {
  readonly name: string;
  /** The writable layer. */
  readonly rootfsUsedBytes?: number;
  readonly rootfsInodesUsed?: number;
  readonly logsUsedBytes?: number;
  readonly logsInodesUsed?: number;
}

/** Parts of a pod's disk usage. Images are nobody's: they count for no pod. */
export type DiskUsagePart = "rootfs" | "logs" | "localVolumes";

/** Bytes or inodes of a pod in the named parts. Source: pkg/kubelet/eviction/helpers.go, podDiskUsage. */
export function podDiskUsage(pod: Pod, usage: PodUsage, parts: readonly DiskUsagePart[], of: "bytes" | "inodes"): number {
  const bytes = of === "bytes";
  let used = 0;
  for (const container of usage.containers ?? []) {
    if (parts.includes("rootfs")) used += (bytes ? container.rootfsUsedBytes : container.rootfsInodesUsed) ?? 0;
    if (parts.includes("logs")) used += (bytes ? container.logsUsedBytes : container.logsInodesUsed) ?? 0;
  }
  if (!parts.includes("localVolumes")) return used;
  for (const { name } of (pod.spec.volumes ?? []).filter(isLocalVolume)) {
    const volume = usage.volumes?.find((each) => each.name === name);
    used += (bytes ? volume?.usedBytes : volume?.inodesUsed) ?? 0;
  }
  return used;
}

/** Whether a volume takes its room from the node's disk. Source: localVolumeNames, and pkg/volume/util/util.go, IsLocalEphemeralVolume. */
function isLocalVolume(volume: Volume): boolean {
  const { hostPath, gitRepo, configMap, emptyDir } = volume;
  return [hostPath, gitRepo, configMap].some(isSet) || (isSet(emptyDir) && !(emptyDir as { medium?: string }).medium);
}

function isSet(source: unknown): boolean {
  return source !== undefined && source !== null;
}
