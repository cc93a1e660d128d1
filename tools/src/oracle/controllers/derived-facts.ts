/** The facts that recordings agree on, worked out from Orrery's facts in the same words. */
import type { DeploymentObject, DeploymentStatus, ReplicaSetObject } from "@orrery/sim-core/controllers";
import { FactKind } from "@orrery/sim-core/store";
import type { ApiObject, PodRecord, Store } from "@orrery/sim-core/store";
import type { Recording } from "./recording.ts";
import type { StableNames } from "./stable-names.ts";

type Sizes = (number | null)[];

/** `rollout.X`, `maxTotalSpecReplicas.X` and the times of both, for Deployment X. */
export function rolloutFacts({ log }: Store, names: StableNames, deployment: string) {
  const replicaSets: string[] = [];
  let sizes: Sizes = [];
  const specReplicas: Sizes[] = [];
  const at: number[] = [];
  let maxTotal = 0;
  for (let fact = 0; fact < log.length; fact++) {
    const kind = log.kind[fact];
    if (kind !== FactKind.ObjectSet && kind !== FactKind.ObjectRemoved) continue;
    const object = log.payloads[log.subject[fact]!] as ReplicaSetObject;
    if (object.kind !== "ReplicaSet") continue;
    const name = names.replicaSetName(object.metadata.uid!);
    if (!name.startsWith(`${deployment}/`)) continue;
    if (!replicaSets.includes(name)) replicaSets.push(name);
    const size = kind === FactKind.ObjectRemoved ? null : object.spec.replicas!;
    const index = replicaSets.indexOf(name);
    if (sizes[index] === size) continue;
    sizes = [...sizes];
    sizes[index] = size;
    specReplicas.push(sizes);
    at.push(log.timeUs[fact]! / 1e6);
    maxTotal = Math.max(
      maxTotal,
      sizes.reduce<number>((sum, each) => sum + (each ?? 0), 0),
    );
  }
  return { rollout: { replicaSets, specReplicas }, at, maxTotal };
}

/** Pods by the ReplicaSet that made them. */
export function podsCreated({ state }: Store, names: StableNames): Record<string, number> {
  return countBy(state.pods.map((pod) => names.creatorOf(pod)));
}

/**
 * By number of the step: pods that were deleted after it and before the next one. Those of a Deployment are interchangeable and counted by
 * ReplicaSet; others are named.
 */
export function deletedPerStep({ state }: Store, names: StableNames, { scenario }: Recording): Record<string, unknown> {
  const byStep = new Map<number, PodRecord[]>();
  for (const pod of state.pods) {
    if (pod.deletionRequestedUs < 0) continue;
    const step = scenario.steps.findLastIndex(({ t }) => t * 1e6 <= pod.deletionRequestedUs);
    byStep.set(step, [...(byStep.get(step) ?? []), pod]);
  }
  const isOfDeployment = (pod: PodRecord): boolean => names.creatorOf(pod).includes("/");
  const shown = (pods: readonly PodRecord[]): unknown =>
    pods.every(isOfDeployment)
      ? countBy(pods.map((pod) => names.creatorOf(pod)))
      : pods.map((pod) => names.podName(pod)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries([...byStep].map(([step, pods]) => [String(step), shown(pods)]));
}

/** Most pods that were neither finished nor being deleted. */
export function maxActivePods({ log }: Store): number {
  const active = new Set<number>();
  let most = 0;
  for (let fact = 0; fact < log.length; fact++) {
    const id = log.subject[fact]!;
    const kind = log.kind[fact] as FactKind;
    if (kind === FactKind.PodCreated) active.add(id);
    else if (ENDS.has(kind)) active.delete(id);
    most = Math.max(most, active.size);
  }
  return most;
}

const ENDS: ReadonlySet<FactKind> = new Set([
  FactKind.PodDeletionRequested,
  FactKind.PodRemoved,
  FactKind.PodSucceeded,
  FactKind.PodFailed,
]);

/** Fewest ready pods that were not being deleted, from `fromUs` on. */
export function minReadyPods({ log, state }: Store, fromUs: number): number {
  const ready = new Set<number>();
  let fewest = Infinity;
  for (let fact = 0; fact < log.length; fact++) {
    if (log.timeUs[fact]! >= fromUs) fewest = Math.min(fewest, ready.size);
    const id = log.subject[fact]!;
    const kind = log.kind[fact];
    if (kind === FactKind.PodStarted) ready.add(id);
    // A script that fails a pod leaves its condition Ready as it was.
    else if (kind === FactKind.PodDeletionRequested || kind === FactKind.PodRemoved) ready.delete(id);
  }
  return state.pods.length === 0 ? 0 : Math.min(fewest, ready.size);
}

/** The state at the end. */
export function finalState({ state }: Store, names: StableNames): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const node of state.nodes) found[`Node/${node.node.metadata.name}`] = { ready: "True" };
  for (const object of state.objects.values()) {
    if (object.kind === "Deployment") found[`Deployment/${object.metadata.name}`] = finalDeployment(object as DeploymentObject);
    if (object.kind === "ReplicaSet")
      found[`ReplicaSet/${names.replicaSetName(object.metadata.uid!)}`] = finalReplicaSet(object as ReplicaSetObject);
  }
  found["pods"] = countBy(state.pods.filter(({ removed }) => !removed).map((pod) => `${shownOwner(names.ownerOf(pod))} ${podState(pod)}`));
  return found;
}

/** The first time, in seconds, at which the condition Progressing of a Deployment had the reason; undefined: never. */
export function progressingAt({ log }: Store, deployment: string, reason: string): number | undefined {
  for (let fact = 0; fact < log.length; fact++) {
    if (log.kind[fact] !== FactKind.ObjectSet) continue;
    const object = log.payloads[log.subject[fact]!] as ApiObject;
    if (object.kind !== "Deployment" || object.metadata.name !== deployment) continue;
    const conditions = (object["status"] as DeploymentStatus | undefined)?.conditions ?? [];
    if (conditions.some((each) => each.type === "Progressing" && each.reason === reason)) return log.timeUs[fact]! / 1e6;
  }
  return undefined;
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

function shownOwner(name: string): string {
  return name === "-" ? "None" : name;
}

/** As the recordings say it: a pod that is bound and not ready runs. */
function podState({ phase, nodeId, startedUs }: PodRecord): string {
  const shown = phase === "Pending" && nodeId >= 0 ? "Running" : phase;
  return startedUs >= 0 ? `${shown}/Ready` : shown;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
