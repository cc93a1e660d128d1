/** What a plugin may see of the world: the objects in the scheduler's informer caches, and the feature gates. */
import type {
  CSIDriver, CSINode, CSIStorageCapacity, Namespace, Pod, PersistentVolume, PersistentVolumeClaim, PodDisruptionBudget, ReplicaSet,
  ReplicationController, Service, StatefulSet, StorageClass, VolumeAttachment,
} from "@orrery/sim-core/model";
import type { Snapshot } from "./snapshot.ts";

/** Objects of one kind by key: `namespace/name`, or `name` for cluster-scoped kinds. Iteration is in insertion order. */
export interface Lister<T> {
  get(key: string): T | undefined;
  values(): Iterable<T>;
}

export interface Listers {
  readonly pods: Lister<Pod>;
  readonly namespaces: Lister<Namespace>;
  readonly services: Lister<Service>;
  readonly replicaSets: Lister<ReplicaSet>;
  readonly replicationControllers: Lister<ReplicationController>;
  readonly statefulSets: Lister<StatefulSet>;
  readonly persistentVolumeClaims: Lister<PersistentVolumeClaim>;
  readonly persistentVolumes: Lister<PersistentVolume>;
  readonly storageClasses: Lister<StorageClass>;
  readonly csiNodes: Lister<CSINode>;
  readonly csiDrivers: Lister<CSIDriver>;
  readonly csiStorageCapacities: Lister<CSIStorageCapacity>;
  readonly volumeAttachments: Lister<VolumeAttachment>;
  readonly podDisruptionBudgets: Lister<PodDisruptionBudget>;
}

export interface Handle {
  readonly listers: Listers;
  /** All nodes as of now. Within a cycle nothing changes it but the cycle itself. */
  readonly snapshot: Snapshot;
  /** Simulated time since the epoch of the run, in microseconds. */
  nowUs(): number;
  /** A draw in [0, 1) from the stream named after the plugin; for policies that are random by design. */
  random(stream: string): number;
}

/** Makes a plugin from the decoded `args` of its `pluginConfig` (defaults applied). */
export type PluginFactory = (args: Record<string, unknown>, handle: Handle) => import("./plugin.ts").Plugin;
