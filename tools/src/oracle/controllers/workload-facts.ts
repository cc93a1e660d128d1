/** What recordings say of Deployments, their ReplicaSets and other owners, worked out from Orrery's facts in the same words. */
import type { DeploymentStatus, ReplicaSetObject } from "@orrery/sim-core/controllers";
import { FactKind } from "@orrery/sim-core/store";
import type { ApiObject } from "@orrery/sim-core/store";
import type { Replayed } from "./replay.ts";

type Sizes = (number | null)[];

/** `rollout.X`, `maxTotalSpecReplicas.X` and the times of both, for Deployment X. */
export function rolloutFacts({ store: { log }, names, startUs }: Replayed, deployment: string) {
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
    const isOfDeployment =
      object.metadata.ownerReferences?.some((owner) => owner.kind === "Deployment" && owner.name === deployment) ?? false;
    if (!isOfDeployment && !replicaSets.includes(name)) continue;
    if (!replicaSets.includes(name)) replicaSets.push(name);
    const size = kind === FactKind.ObjectRemoved ? null : object.spec.replicas!;
    const index = replicaSets.indexOf(name);
    if (sizes[index] === size) continue;
    sizes = [...sizes];
    sizes[index] = size;
    specReplicas.push(sizes);
    at.push((log.timeUs[fact]! - startUs) / 1e6);
    maxTotal = Math.max(
      maxTotal,
      sizes.reduce<number>((sum, each) => sum + (each ?? 0), 0),
    );
  }
  return { rollout: { replicaSets, specReplicas }, at, maxTotal };
}

/** Every new value of a condition of a Deployment, in order, as `Type=Status:Reason`. */
export function conditionValues({ store: { log } }: Replayed, deployment: string): string[] {
  const values: string[] = [];
  const last = new Map<string, string>();
  for (let fact = 0; fact < log.length; fact++) {
    if (log.kind[fact] !== FactKind.ObjectSet) continue;
    const object = log.payloads[log.subject[fact]!] as ApiObject;
    if (object.kind !== "Deployment" || object.metadata.name !== deployment) continue;
    for (const { type, status, reason } of (object["status"] as DeploymentStatus | undefined)?.conditions ?? []) {
      const value = `${type}=${status}:${reason}`;
      if (last.get(type) === value) continue;
      last.set(type, value);
      values.push(value);
    }
  }
  return values;
}

/** The first time, in seconds, at which the condition Progressing of a Deployment had the reason; undefined: never. */
export function progressingAt({ store: { log }, startUs }: Replayed, deployment: string, reason: string): number | undefined {
  for (let fact = 0; fact < log.length; fact++) {
    if (log.kind[fact] !== FactKind.ObjectSet) continue;
    const object = log.payloads[log.subject[fact]!] as ApiObject;
    if (object.kind !== "Deployment" || object.metadata.name !== deployment) continue;
    const conditions = (object["status"] as DeploymentStatus | undefined)?.conditions ?? [];
    if (conditions.some((each) => each.type === "Progressing" && each.reason === reason)) return (log.timeUs[fact]! - startUs) / 1e6;
  }
  return undefined;
}

/** Objects as they were created (`+`), marked as being deleted (`~`) and gone (`-`). */
export function objectOrder({ store: { log }, names }: Replayed): string[] {
  const order: string[] = [];
  for (let fact = 0; fact < log.length; fact++) {
    const kind = log.kind[fact];
    if (kind !== FactKind.ObjectSet && kind !== FactKind.ObjectRemoved) continue;
    const object = log.payloads[log.subject[fact]!] as ApiObject;
    const shown = `${object.kind}:${object.kind === "ReplicaSet" ? names.replicaSetName(object.metadata.uid!) : object.metadata.name}`;
    const sign = kind === FactKind.ObjectRemoved ? "-" : object.metadata.deletionTimestamp === undefined ? "+" : "~";
    if (!order.includes(sign + shown)) order.push(sign + shown);
  }
  return order;
}
