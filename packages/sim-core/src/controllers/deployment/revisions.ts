/** Revisions of a Deployment: numbers that its ReplicaSets carry, and which one a rollback means. */
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

type Revised = Pick<RolloutReplicaSet, "revision">;

/** Greatest revision; 0 without any. Source: deployment_util.go, MaxRevision. */
export function maxRevision(replicaSets: readonly Revised[]): number {
  return replicaSets.reduce((most, { revision }) => Math.max(most, revision), 0);
}

/** Second greatest revision, equal ones counted twice; 0 when there is none. Source: deployment_util.go, LastRevision. */
export function lastRevision(replicaSets: readonly Revised[]): number {
  let most = 0;
  let second = 0;
  for (const { revision } of replicaSets) {
    if (revision >= most) {
      second = most;
      most = revision;
    } else if (revision > second) second = revision;
  }
  return second;
}

/** The revision that the new ReplicaSet has to have at least. Source: pkg/controller/deployment/sync.go, getNewReplicaSet. */
export function nextRevision(old: readonly Revised[]): number {
  return maxRevision(old) + 1;
}

export interface RevisionUpdate {
  readonly revision: number;
  readonly revisionHistory: string;
}

/** Longest text of the annotation revision-history. */
export const MAX_REVISION_HISTORY_CHARACTERS = 2000;

/**
 * Annotations of the new ReplicaSet when its revision has to be raised: it takes `next`, and the one it had (it is rolled
 * back to) is added to its history, from which the oldest go when it gets too long. Undefined: nothing to write.
 *
 * @param hasRevision whether it has a revision already; false for one just made.
 * Source: pkg/controller/deployment/util/deployment_util.go, SetNewReplicaSetAnnotations.
 */
export function updateRevision(
  { revision, revisionHistory }: RevisionUpdate,
  next: number,
  hasRevision: boolean = revision > 0,
  mostCharacters: number = MAX_REVISION_HISTORY_CHARACTERS,
): RevisionUpdate | undefined {
  if (revision >= next) return undefined;
  if (!hasRevision) return { revision: next, revisionHistory };
  if (revisionHistory === "" || revisionHistory.startsWith(",")) return { revision: next, revisionHistory: String(revision) };
  const history = revisionHistory.split(",");
  let length = revisionHistory.length + String(revision).length + 1;
  let start = 0;
  for (; length > mostCharacters && start < history.length; start++) length -= history[start]!.length + 1;
  if (length > mostCharacters) return { revision: next, revisionHistory };
  return { revision: next, revisionHistory: [...history.slice(start), String(revision)].join(",") };
}

/**
 * The ReplicaSet whose template a rollback brings back: with the wanted revision, or with 0 the one before the latest;
 * undefined when there is none.
 *
 * Source: pkg/controller/deployment/rollback.go, rollback.
 */
export function rollbackTarget<R extends Revised>(replicaSets: readonly R[], toRevision: number): R | undefined {
  const wanted = toRevision === 0 ? lastRevision(replicaSets) : toRevision;
  return wanted === 0 ? undefined : replicaSets.find(({ revision }) => revision === wanted);
}
