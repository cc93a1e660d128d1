/** Pods that were promised a node but wait for others to leave it. Source: pkg/scheduler/backend/queue/nominator.go. */
import type { Pod } from "@orrery/sim-core/model";
import type { PodInfo } from "../framework/index.ts";

/** The newest version of a pod in the scheduler's caches, by `namespace/name`. */
export type LookUpPod = (key: string) => Pod | undefined;

interface Nomination {
  readonly podInfo: PodInfo;
  readonly nodeName: string;
}

export class Nominator {
  private readonly byUid = new Map<string, Nomination>();
  /** node -> uid -> nomination, in order of nomination. */
  private readonly byNode = new Map<string, Map<string, Nomination>>();
  private readonly lookUpPod: LookUpPod | undefined;

  /** @param lookUpPod pods that it does not find, or finds bound, are not nominated; without it every pod is */
  constructor(lookUpPod?: LookUpPod) {
    this.lookUpPod = lookUpPod;
  }

  /**
   * Nominates the pod in place of an earlier nomination.
   * @param nodeName overrides what the pod's status says; "" takes the nomination away
   */
  add(podInfo: PodInfo, nodeName: string = statusNodeName(podInfo)): void {
    this.delete(podInfo);
    if (nodeName === "" || !this.isWaiting(podInfo)) return;
    const nomination = { podInfo, nodeName };
    this.byUid.set(podInfo.uid, nomination);
    let onNode = this.byNode.get(nodeName);
    if (onNode === undefined) {
      onNode = new Map();
      this.byNode.set(nodeName, onNode);
    }
    onNode.set(podInfo.uid, nomination);
    podInfo.nominatedNodeName = nodeName;
  }

  /**
   * Takes over a new version of the pod. A nomination that the API server has not heard of yet survives an update that does not mention
   * any.
   */
  update(oldPod: PodInfo, newPod: PodInfo): void {
    const kept = statusNodeName(oldPod) === "" && statusNodeName(newPod) === "" ? this.nodeOf(oldPod.uid) : undefined;
    this.delete(oldPod);
    this.add(newPod, kept);
  }

  delete(podInfo: PodInfo): void {
    const nomination = this.byUid.get(podInfo.uid);
    podInfo.nominatedNodeName = "";
    if (nomination === undefined) return;
    nomination.podInfo.nominatedNodeName = "";
    this.byUid.delete(podInfo.uid);
    const onNode = this.byNode.get(nomination.nodeName)!;
    onNode.delete(podInfo.uid);
    if (onNode.size === 0) this.byNode.delete(nomination.nodeName);
  }

  nodeOf(uid: string): string | undefined {
    return this.byUid.get(uid)?.nodeName;
  }

  /** In order of nomination, each as of its last update. */
  podsOn(nodeName: string): readonly PodInfo[] {
    const onNode = this.byNode.get(nodeName);
    return onNode === undefined ? [] : Array.from(onNode.values(), (nomination) => nomination.podInfo);
  }

  /** How many pods are nominated in all. */
  get size(): number {
    return this.byUid.size;
  }

  private isWaiting(podInfo: PodInfo): boolean {
    if (this.lookUpPod === undefined) return true;
    const current = this.lookUpPod(podInfo.key);
    return current !== undefined && (current.spec.nodeName ?? "") === "";
  }
}

function statusNodeName(podInfo: PodInfo): string {
  return podInfo.pod.status?.nominatedNodeName ?? "";
}
