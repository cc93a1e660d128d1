/** The scheduler's copies of the objects it watches besides pods on nodes (Kubernetes: informer caches). */
import type { Lister, Listers } from "../framework/index.ts";
import type { ObjectMeta } from "@orrery/sim-core/model";

/** Objects of one kind by `namespace/name`, or by `name` for cluster-scoped kinds. */
export class ObjectStore<T extends { metadata: ObjectMeta }> implements Lister<T> {
  private readonly objects = new Map<string, T>();
  private readonly namespaced: boolean;
  /** Grows with every change; what was derived from the store is stale when it differs. */
  version = 0;

  constructor(namespaced: boolean) {
    this.namespaced = namespaced;
  }

  key(object: T): string {
    return this.namespaced ? `${object.metadata.namespace ?? "default"}/${object.metadata.name}` : object.metadata.name;
  }

  /** Adds or replaces; @returns what was there before. */
  set(object: T): T | undefined {
    const key = this.key(object);
    const before = this.objects.get(key);
    this.objects.set(key, object);
    this.version += 1;
    return before;
  }

  delete(key: string): T | undefined {
    const before = this.objects.get(key);
    if (this.objects.delete(key)) this.version += 1;
    return before;
  }

  get(key: string): T | undefined {
    return this.objects.get(key);
  }

  values(): Iterable<T> {
    return this.objects.values();
  }
}

type ObjectOf<L> = L extends Lister<infer T> ? T : never;

/** One store per kind of `Listers`. */
export type ObjectStores = { readonly [K in keyof Listers]: ObjectStore<ObjectOf<Listers[K]> & { metadata: ObjectMeta }> };

export function createObjectStores(): ObjectStores {
  return {
    pods: new ObjectStore(true),
    namespaces: new ObjectStore(false),
    services: new ObjectStore(true),
    replicaSets: new ObjectStore(true),
    replicationControllers: new ObjectStore(true),
    statefulSets: new ObjectStore(true),
    persistentVolumeClaims: new ObjectStore(true),
    persistentVolumes: new ObjectStore(false),
    storageClasses: new ObjectStore(false),
    csiNodes: new ObjectStore(false),
    csiDrivers: new ObjectStore(false),
    csiStorageCapacities: new ObjectStore(true),
    volumeAttachments: new ObjectStore(false),
    podDisruptionBudgets: new ObjectStore(true),
  };
}
