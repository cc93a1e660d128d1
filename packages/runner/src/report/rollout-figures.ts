/** Rollouts, by the Deployments' own status: how long each revision took, and what there was of pods meanwhile. */
import { maxUnavailable } from "@orrery/sim-core/controllers";
import type { DeploymentObject, DeploymentStatus } from "@orrery/sim-core/controllers";
import { FactKind } from "@orrery/sim-core/store";
import type { FactLog } from "@orrery/sim-core/store";

export interface RolloutFigures {
  /** `namespace/name`. */
  readonly deployment: string;
  readonly revision: number;
  /** When its controller took it up. */
  readonly fromUs: number;
  /** When all replicas were new and available and nothing old was left; null: not by the end, or not before the next revision. */
  readonly completeUs: number | null;
  /** When its progress deadline had passed; null: it did not. */
  readonly timedOutUs: number | null;
  /** Desired replicas, at last or when it was complete. */
  readonly replicas: number;
  /**
   * Fewest available pods until it was complete; of a first revision null, since it starts from nothing. Where the promise changed
   * meanwhile: when it was closest to it, or furthest below.
   */
  readonly fewestAvailable: number | null;
  /** What the strategy promised to keep available then; 0 for Recreate. */
  readonly promisedAvailable: number;
  readonly mostPods: number;
}

type Draft = { -readonly [K in keyof RolloutFigures]: RolloutFigures[K] };

/** In order of Deployments' appearance, then revisions. Rollbacks are revisions of their own. */
export function rolloutFigures(log: FactLog, endUs: number): RolloutFigures[] {
  const found = new Map<string, Draft[]>();
  for (let at = 0; at < log.length && log.timeUs[at]! <= endUs; at++) {
    if (log.kind[at] !== FactKind.ObjectSet) continue;
    const payload = log.payloads[log.subject[at]!] as DeploymentObject;
    if (payload.kind === "Deployment") follow(found, payload, log.timeUs[at]!);
  }
  return [...found.values()].flat();
}

function follow(found: Map<string, Draft[]>, deployment: DeploymentObject, timeUs: number): void {
  const { metadata, spec } = deployment;
  const revision = Number(metadata.annotations?.["deployment.kubernetes.io/revision"] ?? 0);
  const status = deployment.status as Partial<DeploymentStatus> | undefined;
  if (revision === 0 || status?.availableReplicas === undefined) return;
  const key = `${metadata.namespace ?? "default"}/${metadata.name}`;
  let list = found.get(key);
  if (list === undefined) found.set(key, (list = []));
  if (list.at(-1)?.revision !== revision) list.push(begun(key, revision, timeUs, list.length === 0));
  const current = list.at(-1)!;
  if (current.completeUs !== null) return;
  current.replicas = spec.replicas ?? 1;
  current.mostPods = Math.max(current.mostPods, status.replicas ?? 0);
  keepWorst(current, status.availableReplicas, promisedAvailable(deployment));
  const reason = status.conditions?.find(({ type }) => type === "Progressing")?.reason;
  const isWhole = [status.replicas, status.updatedReplicas, status.availableReplicas].every((count) => count === current.replicas);
  if (isWhole && (reason === "NewReplicaSetAvailable" || reason === undefined)) current.completeUs = timeUs;
  if (reason === "ProgressDeadlineExceeded") current.timedOutUs ??= timeUs;
}

function keepWorst(current: Draft, available: number, promised: number): void {
  const { fewestAvailable, promisedAvailable: before } = current;
  if (fewestAvailable === null) {
    current.promisedAvailable = promised;
    return;
  }
  const shortfall = promised - available;
  if (shortfall < before - fewestAvailable || (shortfall === before - fewestAvailable && available >= fewestAvailable)) return;
  current.fewestAvailable = available;
  current.promisedAvailable = promised;
}

function begun(deployment: string, revision: number, fromUs: number, isFirst: boolean): Draft {
  return {
    deployment,
    revision,
    fromUs,
    completeUs: null,
    timedOutUs: null,
    replicas: 0,
    fewestAvailable: isFirst ? null : Infinity,
    promisedAvailable: 0,
    mostPods: 0,
  };
}

/** Replicas that must be available while a Deployment rolls; 0 for Recreate. */
export function promisedAvailable({ spec: { replicas = 1, strategy } }: DeploymentObject): number {
  if (strategy?.type === "Recreate") return 0;
  const { maxSurge = "25%", maxUnavailable: unavailable = "25%" } = strategy?.rollingUpdate ?? {};
  return replicas - maxUnavailable({ replicas, strategy: { type: "RollingUpdate", maxSurge, maxUnavailable: unavailable } });
}
