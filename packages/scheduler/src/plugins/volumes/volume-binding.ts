/**
 * VolumeBinding: refuses nodes that a pod's volumes cannot reach; picks or orders volumes for claims that waited for their first consumer.
 *
 * The volumes of a node are found anew at Reserve instead of being kept from Filter, so that Filter stays free of side effects.
 * Not modelled: StorageCapacityScoring (off by default), hence no score; `shape` among the arguments is refused as Kubernetes does.
 * Source: pkg/scheduler/framework/plugins/volumebinding/volume_binding.go, Kubernetes v1.36.2.
 */
import { errorStatus, unresolvable } from "../../framework/index.ts";
import type { Handle, Listers, NodeInfo, Plugin, PodInfo, Status } from "../../framework/index.ts";
import { claimNameOf, isEphemeral, notOwnedReason } from "./claim-of-volume.ts";
import { claimNotFound } from "./not-found.ts";
import { hasNoVolumes, SKIPPED } from "./skipped.ts";
import { Conflict, VolumeBinder } from "./volume-binder.ts";
import type { PodClaims, PodVolumes } from "./volume-binder.ts";
import { volumeBindingEvents } from "./volume-binding-events.ts";
import { volumesSignature } from "./volumes-signature.ts";

export const VOLUME_BINDING = "VolumeBinding";

export interface VolumeBindingState {
  readonly claims: PodClaims;
  /** What Reserve took for the pod; undefined before it, or when all claims are bound. */
  reserved: PodVolumes | undefined;
}

const UNBOUND_IMMEDIATE = unresolvable(VOLUME_BINDING, "pod has unbound immediate PersistentVolumeClaims");

/**
 * The plugin.
 * @param args `bindTimeoutSeconds` (default 600)
 * @throws Error when an argument is not one that Kubernetes accepts
 */
export function newVolumeBinding(args: Record<string, unknown>, handle: Handle): Plugin<VolumeBindingState | undefined> {
  const timeoutUs = bindTimeoutUs(args);
  const binder = new VolumeBinder(handle.listers);
  const refusals = conflictStatuses();
  return {
    name: VOLUME_BINDING,
    filterReads: "cluster",
    signPod: volumesSignature,
    eventsToRegister: volumeBindingEvents,

    preFilter({ pod }) {
      if (hasNoVolumes(pod)) return SKIPPED;
      const usable = checkClaims(handle.listers, pod);
      if (typeof usable === "string") return { status: unresolvable(VOLUME_BINDING, usable) };
      if (!usable) return SKIPPED;
      const claims = binder.sortClaims(pod);
      if (typeof claims === "string") return { status: errorStatus(VOLUME_BINDING, claims) };
      return claims.hasUnboundImmediate ? { status: UNBOUND_IMMEDIATE } : { state: { claims, reserved: undefined } };
    },

    filter(state, _pod, node) {
      if (state === undefined) return undefined;
      const verdict = binder.judge(state.claims, node);
      return typeof verdict === "string" ? errorStatus(VOLUME_BINDING, verdict) : refusals[verdict];
    },

    reserve(state, _pod, node) {
      if (state === undefined || isAllBound(state.claims)) return undefined;
      const found: PodVolumes = { bindings: [], provisions: [] };
      const verdict = binder.judge(state.claims, node, found);
      if (typeof verdict === "string") return errorStatus(VOLUME_BINDING, verdict);
      if (refusals[verdict] !== undefined) return refusals[verdict];
      state.reserved = binder.assume(found, node.name);
      return undefined;
    },

    unreserve(state) {
      if (state?.reserved === undefined) return;
      binder.revert(state.reserved);
      state.reserved = undefined;
    },

    preBind: (state, pod, node) => bind(handle, state, pod, node, timeoutUs),
  };
}

function bind(handle: Handle, state: VolumeBindingState | undefined, pod: PodInfo, node: NodeInfo, timeoutUs: number): Status | undefined {
  if (state?.reserved === undefined || handle.bindVolumes === undefined) return undefined;
  const { bindings, provisions } = state.reserved;
  const problem = handle.bindVolumes({ pod: pod.pod, nodeName: node.name, bindings, provisions, timeoutUs });
  return problem === undefined ? undefined : errorStatus(VOLUME_BINDING, problem);
}

function isAllBound(claims: PodClaims): boolean {
  return claims.selected.length === 0 && claims.waiting.length === 0;
}

/** Whether the pod has claims at all; a text when one of them cannot be used (podHasPVCs). */
function checkClaims(listers: Listers, pod: PodInfo): boolean | string {
  let hasClaims = false;
  for (const volume of pod.pod.spec.volumes ?? []) {
    const name = claimNameOf(pod.pod, volume);
    if (name === undefined) continue;
    hasClaims = true;
    const claim = listers.persistentVolumeClaims.get(`${pod.namespace}/${name}`);
    if (claim === undefined) {
      if (!isEphemeral(volume)) return claimNotFound(name);
      return `waiting for ephemeral volume controller to create the persistentvolumeclaim ${JSON.stringify(name)}`;
    }
    if (claim.status?.phase === "Lost") {
      const volumeName = JSON.stringify(claim.spec.volumeName ?? "");
      return `persistentvolumeclaim ${JSON.stringify(name)} bound to non-existent persistentvolume ${volumeName}`;
    }
    if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim ${JSON.stringify(name)} is being deleted`;
    const reason = isEphemeral(volume) ? notOwnedReason(pod, claim) : undefined;
    if (reason !== undefined) return reason;
  }
  return hasClaims;
}

/** One shared status per combination of conflicts; none for 0. */
function conflictStatuses(): readonly (Status | undefined)[] {
  const sentences: readonly [bit: number, sentence: string][] = [
    [Conflict.nodeAffinity, "node(s) didn't match PersistentVolume's node affinity"],
    [Conflict.noVolume, "node(s) didn't find available persistent volumes to bind"],
    [Conflict.noSpace, "node(s) did not have enough free storage"],
    [Conflict.missingVolume, "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"],
  ];
  return Array.from({ length: 16 }, (_, bits) => {
    const reasons = sentences.flatMap(([bit, sentence]) => ((bits & bit) !== 0 ? [sentence] : []));
    return bits === 0 ? undefined : unresolvable(VOLUME_BINDING, ...reasons);
  });
}

function bindTimeoutUs(args: Record<string, unknown>): number {
  if (args["shape"] !== undefined && args["shape"] !== null) {
    throw new Error("VolumeBindingArgs.shape: unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring");
  }
  const seconds = args["bindTimeoutSeconds"] ?? 600;
  if (typeof seconds !== "number" || !Number.isSafeInteger(seconds) || seconds < 0) {
    throw new Error(
      `VolumeBindingArgs.bindTimeoutSeconds: ${JSON.stringify(seconds)}: invalid BindTimeoutSeconds, should not be a negative value`,
    );
  }
  return seconds * 1_000_000;
}
