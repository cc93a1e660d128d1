/**
 * The events that DynamicResources registers for. Source: pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go,
 * Kubernetes v1.36.2.
 *
 * Not modelled: ResourceClaims. The plugin refuses nobody, so its hints are never asked; if they were, they would have to look
 * at claims and throw.
 */
import type { Pod } from "@orrery/sim-core/model";
import { Action } from "../framework/index.ts";
import type { EventRegistration, HintDecision, PodInfo } from "../framework/index.ts";
import { isSamePod } from "./same-pod.ts";

export function dynamicResourcesEvents(): EventRegistration[] {
  return [
    { event: { resource: "Node", action: Action.Add | Action.UpdateNodeLabel | Action.UpdateNodeAllocatable } },
    { event: { resource: "ResourceClaim", action: Action.Add | Action.Update }, hint: readsClaims },
    {
      event: { resource: "Pod", action: Action.UpdatePodGeneratedResourceClaim },
      hint: (pod, _old, changed) => (isSamePod(pod, changed as Pod) ? readsClaims(pod) : "QueueSkip"),
    },
    { event: { resource: "DeviceClass", action: Action.Add | Action.Update } },
    { event: { resource: "ResourceSlice", action: Action.Add | Action.Update } },
  ];
}

function readsClaims(pod: PodInfo): HintDecision {
  throw new Error(`pod ${pod.key}: resource claims are not modelled`);
}
