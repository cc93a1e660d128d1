/** The state at the end of a recording. */
import type { DeploymentObject, DeploymentStatus, ReplicaSetObject } from "@orrery/sim-core/controllers";
import type { PodRecord } from "@orrery/sim-core/store";
import { readyOf, taintsOf } from "./node-facts.ts";
import { countBy } from "./pod-facts.ts";
import type { Replayed } from "./replay.ts";

/** @param anonymous where it is random which nodes and pods are hit, recordings show pods by their number, and no nodes */
export function finalState(replayed: Replayed, anonymous: boolean): Record<string, unknown> {
  const { store, names, nodes } = replayed;
  const { state } = store;
  const found: Record<string, unknown> = {};
  for (const { id, node, removed } of state.nodes) {
    if (anonymous || removed || !nodes.has(id)) continue;
    const taints = taintsOf(node);
    found[`Node/${node.metadata.name}`] = { ready: readyOf(node), ...(taints.length === 0 ? {} : { taints }) };
  }
  for (const object of state.objects.values()) {
    if (object.kind === "Deployment") found[`Deployment/${object.metadata.name}`] = finalDeployment(object as DeploymentObject);
    if (object.kind === "ReplicaSet")
      found[`ReplicaSet/${names.replicaSetName(object.metadata.uid!)}`] = finalReplicaSet(object as ReplicaSetObject);
  }
  const pods = state.pods.filter(({ removed }) => !removed);
  const isNamed = (pod: PodRecord): boolean => !anonymous && names.creatorOf(pod) === "-" && names.ownerOf(pod) === "-";
  for (const pod of pods.filter(isNamed)) found[`Pod/${names.podName(pod)}`] = podState(replayed, pod);
  const shownOwner = (pod: PodRecord) => (names.ownerOf(pod) === "-" && names.creatorOf(pod) !== "-" ? "None" : names.ownerOf(pod));
  found["pods"] = countBy(pods.filter((pod) => !isNamed(pod)).map((pod) => `${shownOwner(pod)} ${podState(replayed, pod)}`));
  return found;
}

function finalDeployment({ metadata, spec, ...object }: DeploymentObject): Record<string, unknown> {
  const status = object["status"] as DeploymentStatus;
  return {
    spec: spec.replicas,
    image: spec.template.spec.containers[0]!.image,
    updated: status.updatedReplicas,
    replicas: status.replicas,
    ready: status.readyReplicas,
    available: status.availableReplicas,
    unavailable: status.unavailableReplicas,
    terminating: status.terminatingReplicas,
    revision: metadata.annotations?.["deployment.kubernetes.io/revision"],
    conditions: Object.fromEntries(status.conditions.map(({ type, status: value, reason }) => [type, `${value}:${reason}`])),
  };
}

function finalReplicaSet({ metadata, spec, status }: ReplicaSetObject): Record<string, unknown> {
  const annotation = (name: string): string | undefined => metadata.annotations?.[`deployment.kubernetes.io/${name}`];
  const shown = {
    spec: spec.replicas,
    image: spec.template!.spec.containers[0]!.image,
    replicas: status?.replicas,
    ready: status?.readyReplicas,
    available: status?.availableReplicas,
    terminating: status?.terminatingReplicas,
    revision: annotation("revision"),
    desired: annotation("desired-replicas"),
    max: annotation("max-replicas"),
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined));
}

/** A script that ends a pod leaves its condition Ready as it was. */
function podState({ endedByScript }: Replayed, { id, phase, ready, deletionRequestedUs }: PodRecord): string {
  const shown = deletionRequestedUs >= 0 ? "Terminating" : phase;
  return ready || endedByScript.has(id) ? `${shown}/Ready` : shown;
}
