/** The order in which controllers that do not know ranks (Job) take active pods away. */
import { isPodAssigned, type ReplicaPod } from "../replica-pod.ts";

/**
 * Whether `left` is to be deleted before `right`: not bound first, then by phase, not ready, ready for a shorter time,
 * more restarts, younger.
 *
 * Source: pkg/controller/controller_utils.go, ActivePods.Less.
 */
export function activePodBefore(left: ReplicaPod, right: ReplicaPod): boolean {
  const stage = startStageOrder(left, right);
  if (stage !== 0) return stage < 0;
  if (left.readySinceUs !== undefined && right.readySinceUs !== undefined && left.readySinceUs !== right.readySinceUs) {
    return left.readySinceUs > right.readySinceUs;
  }
  const restarts = restartOrder(left, right);
  if (restarts !== 0) return restarts < 0;
  return left.createdUs > right.createdUs;
}

/** Less than 0 when `left` is less far in its life: not bound < bound, Pending < Unknown < Running, not ready < ready. */
export function startStageOrder(left: ReplicaPod, right: ReplicaPod): number {
  const assigned = Number(isPodAssigned(left)) - Number(isPodAssigned(right));
  if (assigned !== 0) return assigned;
  const phase = phaseOrdinal(left) - phaseOrdinal(right);
  if (phase !== 0) return phase;
  return Number(left.readySinceUs !== undefined) - Number(right.readySinceUs !== undefined);
}

/** Less than 0 when `left` has restarted more: its regular containers decide, then its sidecars. */
export function restartOrder(left: ReplicaPod, right: ReplicaPod): number {
  return right.restarts - left.restarts || right.sidecarRestarts - left.sidecarRestarts;
}

/** Other phases than the three of an active pod count as Pending. */
function phaseOrdinal(pod: ReplicaPod): number {
  return pod.phase === "Running" ? 2 : pod.phase === "Unknown" ? 1 : 0;
}
