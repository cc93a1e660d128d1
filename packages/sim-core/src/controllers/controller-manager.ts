/** The control loops of one cluster with the cache that they share: kube-controller-manager, as far as it is modelled. */
import type { Engine, RandomStreams } from "../engine/index.ts";
import type { Heartbeats, Store } from "../store/index.ts";
import { DeploymentController } from "./deployment/deployment-controller.ts";
import { GarbageCollector } from "./garbagecollector/garbage-collector.ts";
import { ClusterCache } from "./loop/cluster-cache.ts";
import { ControllerClock } from "./loop/controller-clock.ts";
import { NodeView } from "./loop/node-view.ts";
import { DEFAULT_NODE_LIFECYCLE, type NodeLifecycleSettings, startNodeLifecycle } from "./nodelifecycle/node-lifecycle-controller.ts";
import { DEFAULT_POD_GC, PodGarbageCollector, type PodGcSettings } from "./podgc/pod-garbage-collector.ts";
import { ReplicaSetController } from "./replicaset/replica-set-controller.ts";
import { TaintEvictionController } from "./tainteviction/taint-eviction-controller.ts";

export interface ControllerManagerOptions {
  readonly engine: Engine;
  readonly store: Store;
  /** From the store to the controllers' cache, in microseconds. */
  readonly watchDelayUs: number;
  /** For the random parts of the pods' names: one stream a ReplicaSet. */
  readonly streams: RandomStreams;
  /** Leases of the nodes. */
  readonly heartbeats: Heartbeats;
  /** The loops of ReplicaSets and Deployments and the garbage collector; true when left out. */
  readonly workloads?: boolean;
  /** The loops of nodes and of the pods on them (node lifecycle, taint eviction, pod garbage collector); false: they do not run. */
  readonly nodes?: NodeControllerSettings | false;
  /** false: looks that find nothing are events too; the history is the same. */
  readonly elide?: boolean;
}

/** Flags of kube-controller-manager; left out: its defaults. */
export interface NodeControllerSettings {
  readonly lifecycle?: NodeLifecycleSettings;
  readonly podGc?: PodGcSettings;
}

export class ControllerManager {
  private readonly replicaSets: ReplicaSetController | undefined;

  /** @throws RangeError for settings that would take healthy nodes for dead. */
  constructor({ engine, store, watchDelayUs, streams, heartbeats, workloads = true, nodes = {}, elide = true }: ControllerManagerOptions) {
    if (!workloads && nodes === false) return;
    const world = { engine, store, cache: new ClusterCache(store, watchDelayUs, workloads), streams };
    if (workloads) {
      this.replicaSets = new ReplicaSetController(world);
      void new DeploymentController(world);
      // Last: the others see what it has done to an object before it takes the object itself away.
      void new GarbageCollector(world);
    }
    if (nodes === false) return;
    const nodeWorld = { ...world, nodes: new NodeView(store, watchDelayUs), clock: new ControllerClock(engine, elide), heartbeats };
    startNodeLifecycle(nodeWorld, nodes.lifecycle ?? DEFAULT_NODE_LIFECYCLE, elide);
    void new TaintEvictionController(nodeWorld);
    void new PodGarbageCollector(nodeWorld, nodes.podGc ?? DEFAULT_POD_GC);
  }

  /** Pods that the control loops have created. */
  get createdPods(): number {
    return this.replicaSets?.createdPods ?? 0;
  }
}
