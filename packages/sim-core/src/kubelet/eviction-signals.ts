/** What the eviction manager watches, the node condition that each signal raises and the resource that it stands for. */

export type EvictionSignal =
  | "memory.available"
  | "allocatableMemory.available"
  | "nodefs.available"
  | "nodefs.inodesFree"
  | "imagefs.available"
  | "imagefs.inodesFree"
  | "containerfs.available"
  | "containerfs.inodesFree"
  | "pid.available";

export type PressureCondition = "MemoryPressure" | "DiskPressure" | "PIDPressure";

/** Resource names of the kubelet's own accounts beside the API's. */
export type StarvedResource = "memory" | "ephemeral-storage" | "inodes" | "pids";

export interface EvictionSignalMeaning {
  readonly condition: PressureCondition;
  readonly resource: StarvedResource;
}

/** All signals. Source: pkg/kubelet/eviction/helpers.go, signalToNodeCondition and signalToResource. */
export const EVICTION_SIGNALS: ReadonlyMap<EvictionSignal, EvictionSignalMeaning> = new Map([
  ["memory.available", { condition: "MemoryPressure", resource: "memory" }],
  ["allocatableMemory.available", { condition: "MemoryPressure", resource: "memory" }],
  ["nodefs.available", { condition: "DiskPressure", resource: "ephemeral-storage" }],
  ["nodefs.inodesFree", { condition: "DiskPressure", resource: "inodes" }],
  ["imagefs.available", { condition: "DiskPressure", resource: "ephemeral-storage" }],
  ["imagefs.inodesFree", { condition: "DiskPressure", resource: "inodes" }],
  ["containerfs.available", { condition: "DiskPressure", resource: "ephemeral-storage" }],
  ["containerfs.inodesFree", { condition: "DiskPressure", resource: "inodes" }],
  ["pid.available", { condition: "PIDPressure", resource: "pids" }],
]);

export function isEvictionSignal(text: string): text is EvictionSignal {
  return (EVICTION_SIGNALS as ReadonlyMap<string, unknown>).has(text);
}
