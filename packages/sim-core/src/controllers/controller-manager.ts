/** The control loops of one cluster with the cache that they share: kube-controller-manager, as far as it is modelled. */
import type { Engine, RandomStreams } from "../engine/index.ts";
import type { Store } from "../store/index.ts";
import { DeploymentController } from "./deployment/deployment-controller.ts";
import { GarbageCollector } from "./garbagecollector/garbage-collector.ts";
import { ClusterCache } from "./loop/cluster-cache.ts";
import { ReplicaSetController } from "./replicaset/replica-set-controller.ts";

export interface ControllerManagerOptions {
  readonly engine: Engine;
  readonly store: Store;
  /** From the store to the controllers' cache, in microseconds. */
  readonly watchDelayUs: number;
  /** For the random parts of the pods' names: one stream a ReplicaSet. */
  readonly streams: RandomStreams;
}

export class ControllerManager {
  private readonly replicaSets: ReplicaSetController;
  private readonly collector: GarbageCollector;

  constructor({ engine, store, watchDelayUs, streams }: ControllerManagerOptions) {
    const world = { engine, store, cache: new ClusterCache(store, watchDelayUs), streams };
    this.collector = new GarbageCollector(world);
    this.replicaSets = new ReplicaSetController(world);
    void new DeploymentController(world);
  }

  /** Pods that the control loops have created. */
  get createdPods(): number {
    return this.replicaSets.createdPods;
  }

  /** Whether a control loop deleted this pod. */
  hasDeleted(pod: number): boolean {
    return this.replicaSets.deletedPods.has(pod) || this.collector.deletedPods.has(pod);
  }
}
