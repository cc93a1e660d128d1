/** What a plugin may see of the world: the objects in the scheduler's informer caches, and the feature gates. */
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  Namespace,
  Pod,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  Service,
  StatefulSet,
  StorageClass,
  VolumeAttachment,
} from "@orrery/sim-core/model";
import type { Snapshot } from "./snapshot.ts";

/** Objects of one kind by key: `namespace/name`, or `name` for cluster-scoped kinds. Iteration is in insertion order. */
export interface Lister<T> {
  /** Grows with every change; what was derived from the objects is stale when it differs. */
  readonly version: number;
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
  /**
   * Writes to the store what VolumeBinding decided; called at PreBind. Answers a text when it cannot be done: the attempt then ends in an
   * error.
   * Absent: decisions stay assumed inside the scheduler and no claim is ever bound.
   */
  bindVolumes?(decision: VolumeBindingDecision): string | undefined;
}

/** What VolumeBinding decided for a pod at Reserve. The objects are new; nothing in the listers was changed. */
export interface VolumeBindingDecision {
  readonly pod: Pod;
  readonly nodeName: string;
  /** Existing volumes taken for claims: the volume as it is to be written (with claimRef), and the claim it is for. */
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  /** Claims as they are to be written, with the selected node annotated: their provisioner shall make a volume for that node. */
  readonly provisions: readonly PersistentVolumeClaim[];
  /** How long the claims may take to be bound before the attempt counts as failed, in microseconds. */
  readonly timeoutUs: number;
}

/** Makes a plugin from the decoded `args` of its `pluginConfig` (defaults applied). */
export type PluginFactory = (args: Record<string, unknown>, handle: Handle) => import("./plugin.ts").Plugin;
