/**
 * Sorts a pod's claims and finds, per node, the volumes for those that are not bound yet.
 *
 * Not modelled: twelve or more claims of equal size in one pod, which Go's sort may put in another order.
 * Source: pkg/scheduler/framework/plugins/volumebinding/binder.go, Kubernetes v1.36.2.
 */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from "@orrery/sim-core/model";
import type { Listers, NodeInfo, PodInfo } from "../../framework/index.ts";
import { AssumeCache } from "./assume-cache.ts";
import { boundTo, claimKey, isFullyBound, SELECTED_NODE, withSelectedNode } from "./claim-binding.ts";
import { claimClass, volumeClass } from "./claim-class.ts";
import { claimNameOf } from "./claim-of-volume.ts";
import { ClassVolumes, VolumeSizes } from "./class-volumes.ts";
import { ListerIndex } from "./lister-index.ts";
import { canProvision, provisioningPlan } from "./provisioning-plan.ts";
import type { ProvisioningPlan } from "./provisioning-plan.ts";
import { VolumeAffinity } from "./volume-affinity.ts";
import { chooseVolume, claimSize, volumeCandidates } from "./volume-candidates.ts";
import type { VolumeCandidates } from "./volume-candidates.ts";

/** A pod's claims by what is still to be done for them. */
export interface PodClaims {
  /** The volumes of claims that are bound; undefined where the volume does not exist. */
  readonly boundVolumes: readonly (PersistentVolume | undefined)[];
  /** Unbound claims that a node was chosen for already. */
  readonly selected: readonly { readonly claim: PersistentVolumeClaim; readonly nodeName: string; readonly plan: ProvisioningPlan }[];
  /** Unbound claims that wait for their first consumer, smallest first. */
  readonly waiting: readonly {
    readonly claim: PersistentVolumeClaim;
    readonly candidates: VolumeCandidates;
    readonly plan: ProvisioningPlan;
  }[];
  /** Some claim should have been bound before the pod came. */
  readonly hasUnboundImmediate: boolean;
}

/** What a node would give the pod. */
export interface PodVolumes {
  readonly bindings: { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  readonly provisions: PersistentVolumeClaim[];
}

/** Why a node is no good, as bits: several may hold at once. */
export const Conflict = { nodeAffinity: 1, noVolume: 2, noSpace: 4, missingVolume: 8 } as const;

const NOTHING_TAKEN: readonly PersistentVolume[] = [];

export class VolumeBinder {
  readonly #listers: Listers;
  readonly #claims: AssumeCache<PersistentVolumeClaim>;
  readonly #volumes: AssumeCache<PersistentVolume>;
  readonly #volumesByClass: ListerIndex<PersistentVolume>;
  /** By a group of the index, which makes new groups when volumes change. */
  readonly #classVolumes = new WeakMap<readonly PersistentVolume[], ClassVolumes>();
  readonly #sizes = new VolumeSizes();
  readonly #affinity: VolumeAffinity;

  constructor(listers: Listers) {
    this.#listers = listers;
    this.#claims = new AssumeCache(listers.persistentVolumeClaims);
    this.#volumes = new AssumeCache(listers.persistentVolumes);
    this.#volumesByClass = new ListerIndex(listers.persistentVolumes, volumeClass);
    this.#affinity = new VolumeAffinity(listers.csiNodes);
  }

  /** Sorts the claims of `pod`, all of which exist (GetPodVolumeClaims); answers a text when a class is broken. */
  sortClaims(pod: PodInfo): PodClaims | string {
    const boundVolumes: (PersistentVolume | undefined)[] = [];
    const delayed: { claim: PersistentVolumeClaim; storageClass: StorageClass }[] = [];
    let hasUnboundImmediate = false;
    for (const volume of pod.pod.spec.volumes ?? []) {
      const name = claimNameOf(pod.pod, volume);
      const claim = name === undefined ? undefined : this.#claims.get(`${pod.namespace}/${name}`);
      if (claim === undefined) continue;
      if (isFullyBound(claim)) {
        boundVolumes.push(this.#volumes.get(claim.spec.volumeName ?? ""));
        continue;
      }
      const className = claimClass(claim);
      const storageClass = className === "" ? undefined : this.#listers.storageClasses.get(className);
      if (storageClass !== undefined && storageClass.volumeBindingMode === undefined) {
        return `VolumeBindingMode not set for StorageClass ${JSON.stringify(className)}`;
      }
      // A claim prebound by its user waits for the controller like an immediate one.
      const isDelayed = storageClass?.volumeBindingMode === "WaitForFirstConsumer" && (claim.spec.volumeName ?? "") === "";
      if (isDelayed) delayed.push({ claim, storageClass });
      else hasUnboundImmediate = true;
    }
    if (hasUnboundImmediate) return { boundVolumes, selected: [], waiting: [], hasUnboundImmediate };
    return { boundVolumes, hasUnboundImmediate, ...this.#planDelayed(delayed) };
  }

  /**
   * Judges `node` (FindPodVolumes).
   * @param found filled with what the node would give; leave it out where only the verdict counts
   * @returns bits of `Conflict`, 0 when the node will do; a text for an error
   */
  judge(claims: PodClaims, node: NodeInfo, found?: PodVolumes): number | string {
    const bound = this.#judgeBound(claims, node);
    if (typeof bound === "string" || (claims.selected.length === 0 && claims.waiting.length === 0)) return bound;
    for (const { nodeName } of claims.selected) if (nodeName !== node.name) return bound | Conflict.noVolume;
    const matched = this.#matchWaiting(claims, node, found);
    if (typeof matched === "string") return matched;
    const toProvision = matched.length === 0 ? claims.selected : [...claims.selected, ...matched];
    for (const { claim, plan } of toProvision) {
      const verdict = canProvision(plan, node.labels);
      if (verdict === "impossible") return bound | Conflict.noVolume;
      if (verdict === "no space") return bound | Conflict.noSpace;
      found?.provisions.push(claim);
    }
    return bound;
  }

  /** Takes the node's volumes for the pod (AssumePodVolumes): later pods see them as taken. @returns the objects to be written */
  assume(found: PodVolumes, nodeName: string): PodVolumes {
    const bindings = found.bindings.map(({ volume, claim }) => {
      const taken = boundTo(volume, claim);
      if (taken !== volume) this.#volumes.assume(volume.metadata.name, taken);
      return { volume: taken, claim };
    });
    const provisions = found.provisions.map((claim) => {
      const told = withSelectedNode(claim, nodeName);
      this.#claims.assume(claimKey(claim), told);
      return told;
    });
    return { bindings, provisions };
  }

  /** Undoes `assume`. */
  revert(assumed: PodVolumes): void {
    for (const { volume } of assumed.bindings) this.#volumes.restore(volume.metadata.name);
    for (const claim of assumed.provisions) this.#claims.restore(claimKey(claim));
  }

  #planDelayed(delayed: readonly { claim: PersistentVolumeClaim; storageClass: StorageClass }[]): Pick<PodClaims, "selected" | "waiting"> {
    const selected: PodClaims["selected"][number][] = [];
    const waiting: PodClaims["waiting"][number][] = [];
    for (const { claim, storageClass } of delayed) {
      const plan = provisioningPlan(this.#listers, claim, storageClass);
      const nodeName = claim.metadata.annotations?.[SELECTED_NODE];
      if (nodeName !== undefined) selected.push({ claim, nodeName, plan });
      else waiting.push({ claim, candidates: volumeCandidates(claim, this.#volumesOfClass(claimClass(claim)), this.#volumes), plan });
    }
    waiting.sort((a, b) => claimSize(a.claim).cmp(claimSize(b.claim)));
    return { selected, waiting };
  }

  #volumesOfClass(className: string): ClassVolumes {
    const stored = this.#volumesByClass.get(className);
    let volumes = this.#classVolumes.get(stored);
    if (volumes === undefined) {
      volumes = new ClassVolumes(stored, this.#sizes);
      this.#classVolumes.set(stored, volumes);
    }
    return volumes;
  }

  /** The first bound volume that is missing or out of reach decides. */
  #judgeBound(claims: PodClaims, node: NodeInfo): number | string {
    for (const volume of claims.boundVolumes) {
      if (volume === undefined) return Conflict.missingVolume;
      const reachable = this.#affinity.matchesOnNode(volume, node);
      if (typeof reachable === "string") return reachable;
      if (!reachable) return Conflict.nodeAffinity;
    }
    return 0;
  }

  /** @returns the claims that no existing volume serves on this node; a text for an error */
  #matchWaiting(claims: PodClaims, node: NodeInfo, found: PodVolumes | undefined): readonly PodClaims["waiting"][number][] | string {
    let unmatched: PodClaims["waiting"][number][] | undefined;
    let taken = NOTHING_TAKEN;
    for (const waiting of claims.waiting) {
      if (waiting.candidates.error !== undefined) return waiting.candidates.error;
      const volume = chooseVolume(waiting.candidates, node.labels, this.#affinity, taken);
      if (volume === undefined) {
        (unmatched ??= []).push(waiting);
        continue;
      }
      if (claims.waiting.length > 1) taken = [...taken, volume];
      found?.bindings.push({ volume, claim: waiting.claim });
    }
    return unmatched ?? NOTHING_UNMATCHED;
  }
}

const NOTHING_UNMATCHED: readonly never[] = [];
