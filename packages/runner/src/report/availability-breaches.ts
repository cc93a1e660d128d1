/** Deployments that had what they promise, and then had less. */
import type { DeploymentObject, DeploymentStatus } from "@orrery/sim-core/controllers";
import { FactKind } from "@orrery/sim-core/store";
import type { FactLog } from "@orrery/sim-core/store";
import { promisedAvailable } from "./rollout-figures.ts";

interface Held {
  readonly replicas: number;
  /** It had all its replicas available with this number of them. */
  kept: boolean;
}

/**
 * Keys of Deployments (`namespace/name`) whose available replicas fell below their promise. A promise counts from the moment at which all
 * replicas were available for the first time: nobody can keep at the start, or right after a scale-up, what was never there.
 */
export function availabilityBreaches(log: FactLog, endUs: number): Set<string> {
  const promises = new Map<string, Held>();
  const breached = new Set<string>();
  for (let at = 0; at < log.length && log.timeUs[at]! <= endUs; at++) {
    if (log.kind[at] !== FactKind.ObjectSet) continue;
    const deployment = log.payloads[log.subject[at]!] as DeploymentObject;
    const available = (deployment.status as Partial<DeploymentStatus> | undefined)?.availableReplicas;
    if (deployment.kind !== "Deployment" || available === undefined) continue;
    const key = `${deployment.metadata.namespace ?? "default"}/${deployment.metadata.name}`;
    const replicas = deployment.spec.replicas ?? 1;
    const before = promises.get(key);
    const promise = before?.replicas === replicas ? before : { replicas, kept: before?.kept === true && before.replicas > replicas };
    promises.set(key, promise);
    if (available >= replicas) promise.kept = true;
    else if (promise.kept && available < promisedAvailable(deployment)) breached.add(key);
  }
  return breached;
}
