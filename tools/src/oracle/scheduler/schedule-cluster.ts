/** A cluster of one recorded case with Orrery's scheduler in it: what `../src/scheduler/oracle/cluster.go` is on the recording side. */
import type { Node, Pod, PodDisruptionBudget } from "@orrery/sim-core/model";
import { ClusterCache, createObjectStores, TemplateCache } from "@orrery/scheduler/cache";
import type { ObjectStores } from "@orrery/scheduler/cache";
import { defaultConfiguration, formatConfigError, kubernetesRegistry, loadSchedulerConfiguration } from "@orrery/scheduler/config";
import type { Registry, SchedulerConfiguration } from "@orrery/scheduler/config";
import { buildProfile, SchedulingAlgorithm } from "@orrery/scheduler/cycle";
import type { Profile } from "@orrery/scheduler/cycle";
import type { Handle, PodInfo } from "@orrery/scheduler/framework";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { Nominator } from "@orrery/scheduler/queue";

/** 2026-11-21T00:00:00Z: later than every start time of a recording. */
const NOW_US = 1_795_219_200_000_000;

/** The lists of a case that become informer stores. */
const OBJECT_LISTS = [
  "namespaces",
  "services",
  "replicationControllers",
  "replicaSets",
  "statefulSets",
  "persistentVolumeClaims",
  "persistentVolumes",
  "storageClasses",
  "csiNodes",
  "csiDrivers",
  "csiStorageCapacities",
  "podDisruptionBudgets",
] as const;

export interface RecordedCluster {
  readonly config?: unknown;
  readonly nodes?: Node[];
  readonly pods?: Pod[];
  readonly podDisruptionBudgets?: PodDisruptionBudget[];
  readonly [list: string]: unknown;
}

export class ScheduleCluster {
  readonly cache = new ClusterCache();
  readonly stores: ObjectStores = createObjectStores();
  readonly templates = new TemplateCache();
  readonly nominator = new Nominator((key) => this.stores.pods.get(key));
  readonly algorithm: SchedulingAlgorithm;
  readonly profiles = new Map<string, Profile>();
  /** Every known pod by `namespace/name`, with the node it was given. */
  readonly pods = new Map<string, Pod>();

  constructor(recorded: RecordedCluster) {
    const handle: Handle = { listers: this.stores, snapshot: this.cache, nowUs: () => NOW_US, random: () => 0 };
    const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
    for (const profile of configurationOf(recorded, registry).profiles)
      this.profiles.set(profile.schedulerName, buildProfile(profile, registry, handle));
    const nominator = this.nominator;
    const nominations = {
      get size() {
        return nominator.size;
      },
      podsOn: (nodeName: string) => nominator.podsOn(nodeName).map((pod) => this.unqueued(pod)),
    };
    this.algorithm = new SchedulingAlgorithm(this.cache, nominations, { nowUs: () => NOW_US, random: () => 0 });
    for (const list of OBJECT_LISTS) {
      for (const object of (recorded[list] as never[] | undefined) ?? []) this.stores[list].set(object);
    }
    for (const node of recorded.nodes ?? []) this.cache.setNode(node);
    for (const pod of recorded.pods ?? []) this.addExisting(complete(pod));
  }

  info(pod: Pod): PodInfo {
    const startTime = pod.status?.startTime;
    return this.templates.podInfo(pod, startTime === undefined || startTime === null ? undefined : Date.parse(startTime) * 1000);
  }

  /**
   * What the real scheduler sees of a nominated pod that is not in its queue: name, namespace and uid (scheduling_queue.go,
   * nominatedPodToInfo). The
   * recorder nominates pods without queueing them, so to the recorded scheduler they have priority 0, no labels and no requests. In a
   * cluster, and in
   * Orrery's simulation, a nominated pod is in the queue and counts in full.
   */
  unqueued(pod: PodInfo): PodInfo {
    return this.templates.podInfo({ metadata: { name: pod.name, namespace: pod.namespace, uid: pod.uid }, spec: { containers: [] } });
  }

  index(pod: Pod): void {
    this.pods.set(podKey(pod), pod);
    this.stores.pods.set(pod);
  }

  /** Counts a pod as running on its node. */
  confirm(pod: Pod): void {
    this.index(pod);
    this.cache.setPod(this.info(pod));
  }

  delete(key: string): boolean {
    const pod = this.pods.get(key);
    if (pod === undefined) return false;
    this.pods.delete(key);
    this.stores.pods.delete(key);
    this.nominator.delete(this.info(pod));
    this.cache.removePod(key);
    return true;
  }

  /** Sets or, with "", clears status.nominatedNodeName. */
  nominate(pod: Pod, nodeName: string): void {
    const changed: Pod = { ...pod, status: { ...pod.status, nominatedNodeName: nodeName } };
    if (nodeName === "") delete changed.status!.nominatedNodeName;
    this.index(changed);
    this.nominator.delete(this.info(pod));
    if (nodeName !== "") this.nominator.add(this.info(changed), nodeName);
  }

  private addExisting(pod: Pod): void {
    const phase = pod.status?.phase;
    if (phase === "Succeeded" || phase === "Failed") return;
    this.index(pod);
    if ((pod.spec.nodeName ?? "") !== "") this.cache.setPod(this.info(pod));
    else if ((pod.status?.nominatedNodeName ?? "") !== "") this.nominator.add(this.info(pod));
  }
}

function configurationOf(recorded: RecordedCluster, registry: Registry): SchedulerConfiguration {
  if (recorded.config === undefined) return defaultConfiguration(registry);
  const result = loadSchedulerConfiguration(recorded.config, registry);
  if (!result.ok) throw new Error(result.errors.map(formatConfigError).join("; "));
  return result.configuration;
}

/** Fills what the API server always sets and the scheduler needs. */
export function complete(pod: Pod): Pod {
  const namespace = pod.metadata.namespace || "default";
  return {
    ...pod,
    metadata: { ...pod.metadata, namespace, uid: pod.metadata.uid || `${namespace}/${pod.metadata.name}` },
    spec: { ...pod.spec, schedulerName: pod.spec.schedulerName || "default-scheduler" },
  };
}

export function podKey(pod: Pod): string {
  return `${pod.metadata.namespace ?? "default"}/${pod.metadata.name}`;
}
