/** A small world for the tests of this room: objects in stores, the four volume plugins, and attempts that only they judge. */
import type { Node, ObjectMeta, Pod } from "@orrery/sim-core/model";
import { ClusterCache, createObjectStores, TemplateCache } from "../../cache/index.ts";
import type { ObjectStores } from "../../cache/index.ts";
import type { Handle, NodeInfo, Plugin, PodInfo, Status } from "../../framework/index.ts";
import { newNodeVolumeLimits } from "./node-volume-limits.ts";
import { newVolumeBinding } from "./volume-binding.ts";
import { newVolumeRestrictions } from "./volume-restrictions.ts";
import { newVolumeZone } from "./volume-zone.ts";

/** Objects by the names of the listers; nodes and placed pods go into the cache. */
export interface Manifests {
  readonly nodes?: readonly Node[];
  readonly pods?: readonly Pod[];
  readonly persistentVolumeClaims?: readonly { metadata: ObjectMeta }[];
  readonly persistentVolumes?: readonly { metadata: ObjectMeta }[];
  readonly storageClasses?: readonly { metadata: ObjectMeta }[];
  readonly csiNodes?: readonly { metadata: ObjectMeta }[];
  readonly csiDrivers?: readonly { metadata: ObjectMeta }[];
  readonly csiStorageCapacities?: readonly { metadata: ObjectMeta }[];
  readonly volumeAttachments?: readonly { metadata: ObjectMeta }[];
}

export interface Attempt {
  /** What refused the pod for all nodes at once. */
  readonly preFilter: Status | undefined;
  /** The first refusal of each refused node. */
  readonly rejected: ReadonlyMap<string, Status>;
  readonly feasible: readonly string[];
  /** States by plugin; a plugin that skipped itself is missing. */
  readonly states: ReadonlyMap<Plugin, unknown>;
}

const STORED = [
  "persistentVolumeClaims",
  "persistentVolumes",
  "storageClasses",
  "csiNodes",
  "csiDrivers",
  "csiStorageCapacities",
  "volumeAttachments",
] as const;

export class VolumeWorld {
  readonly cache = new ClusterCache();
  readonly stores: ObjectStores = createObjectStores();
  readonly templates = new TemplateCache();
  readonly plugins: readonly Plugin[];

  constructor(manifests: Manifests, bindVolumes?: Handle["bindVolumes"]) {
    for (const node of manifests.nodes ?? []) this.cache.setNode(node);
    for (const kind of STORED)
      for (const object of manifests[kind] ?? []) (this.stores[kind] as { set(object: unknown): unknown }).set(object);
    for (const pod of manifests.pods ?? []) if (isRunning(pod)) this.cache.setPod(this.podInfo(pod));
    const handle: Handle = {
      listers: this.stores,
      snapshot: this.cache,
      nowUs: () => 0,
      random: () => 0,
      ...(bindVolumes && { bindVolumes }),
    };
    this.plugins = [newVolumeRestrictions, newNodeVolumeLimits, newVolumeBinding, newVolumeZone].map((make) => make({}, handle));
  }

  podInfo(pod: Pod): PodInfo {
    return this.templates.podInfo(pod);
  }

  plugin(name: string): Plugin {
    const found = this.plugins.find((plugin) => plugin.name === name);
    if (found === undefined) throw new Error(`no plugin ${name}`);
    return found;
  }

  node(name: string): NodeInfo {
    const node = this.cache.get(name);
    if (node === undefined) throw new Error(`no node ${name}`);
    return node;
  }

  attempt(pod: PodInfo): Attempt {
    const states = new Map<Plugin, unknown>();
    for (const plugin of this.plugins) {
      const { state, status } = plugin.preFilter!({ pod, snapshot: this.cache });
      if (status === undefined) states.set(plugin, state);
      else if (status.code !== "Skip") return { preFilter: status, rejected: new Map(), feasible: [], states };
    }
    const rejected = new Map<string, Status>();
    const feasible: string[] = [];
    for (const node of this.cache.nodes) {
      const status = firstRefusal(states, pod, node);
      if (status === undefined) feasible.push(node.name);
      else rejected.set(node.name, status);
    }
    return { preFilter: undefined, rejected, feasible, states };
  }

  /** Reserve, then the pod counts as running. @returns what refused at Reserve */
  place(attempt: Attempt, pod: PodInfo, nodeName: string): Status | undefined {
    for (const [plugin, state] of attempt.states) {
      const status = plugin.reserve?.(state, pod, this.node(nodeName));
      if (status !== undefined) return status;
    }
    pod.nodeName = nodeName;
    this.cache.setPod(pod);
    return undefined;
  }
}

function firstRefusal(states: ReadonlyMap<Plugin, unknown>, pod: PodInfo, node: NodeInfo): Status | undefined {
  for (const [plugin, state] of states) {
    const status = plugin.filter!(state, pod, node);
    if (status !== undefined) return status;
  }
  return undefined;
}

/** The scheduler does not see pods that have ended. */
function isRunning(pod: Pod): boolean {
  return Boolean(pod.spec.nodeName) && pod.status?.phase !== "Succeeded" && pod.status?.phase !== "Failed";
}
