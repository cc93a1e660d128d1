/** Whether a rollout is complete, gets on, or has taken too long. */
import { type DeploymentConditions, findCondition } from "./deployment-conditions.ts";
import type { DeploymentStatus } from "./deployment-status.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";

type Counts = Pick<DeploymentStatus, "replicas" | "updatedReplicas" | "readyReplicas" | "availableReplicas">;

/** Whether all desired replicas are new and available and nothing old is left. Source: deployment_util.go, DeploymentComplete. */
export function isDeploymentComplete(
  deployment: Pick<RolloutDeployment, "replicas" | "generation">,
  status: Pick<DeploymentStatus, "observedGeneration" | "replicas" | "updatedReplicas" | "availableReplicas">,
): boolean {
  return (
    status.updatedReplicas === deployment.replicas &&
    status.replicas === deployment.replicas &&
    status.availableReplicas === deployment.replicas &&
    status.observedGeneration >= deployment.generation
  );
}

/**
 * Whether anything got better between two statuses: more new pods, fewer old ones, more ready or available ones.
 *
 * Source: pkg/controller/deployment/util/deployment_util.go, DeploymentProgressing.
 */
export function isDeploymentProgressing(before: Counts, after: Counts): boolean {
  return (
    after.updatedReplicas > before.updatedReplicas ||
    after.replicas - after.updatedReplicas < before.replicas - before.updatedReplicas ||
    after.readyReplicas > before.readyReplicas ||
    after.availableReplicas > before.availableReplicas
  );
}

/** Whether lack of progress is to be reported; the greatest 32-bit integer means never. */
export function hasProgressDeadline(deployment: Pick<RolloutDeployment, "progressDeadlineSeconds">): boolean {
  return deployment.progressDeadlineSeconds !== undefined && deployment.progressDeadlineSeconds !== 2_147_483_647;
}

/**
 * Whether the deadline since the last progress has passed, or passed before.
 *
 * Source: pkg/controller/deployment/util/deployment_util.go, DeploymentTimedOut.
 */
export function isDeploymentTimedOut(
  deployment: Pick<RolloutDeployment, "progressDeadlineSeconds">,
  conditions: DeploymentConditions,
  nowUs: number,
): boolean {
  const progressing = findCondition(conditions, "Progressing");
  if (!hasProgressDeadline(deployment) || progressing === undefined || progressing.reason === "NewReplicaSetAvailable") return false;
  if (progressing.reason === "ProgressDeadlineExceeded") return true;
  return deadlineUs(deployment, progressing.lastUpdateUs) < nowUs;
}

/**
 * When to look at a rollout again whose status did not change: at once (by the queue's rate limit) when less than a second
 * is left, else one second after the deadline; undefined: no need to.
 *
 * @param status the status that was just found unchanged.
 * Source: pkg/controller/deployment/progress.go, requeueStuckDeployment.
 */
export function progressCheckUs(
  deployment: Pick<RolloutDeployment, "progressDeadlineSeconds" | "replicas" | "generation">,
  status: DeploymentStatus,
  nowUs: number,
): "now" | number | undefined {
  const progressing = findCondition(status.conditions, "Progressing");
  if (!hasProgressDeadline(deployment) || progressing === undefined) return undefined;
  if (isDeploymentComplete(deployment, status) || progressing.reason === "ProgressDeadlineExceeded") return undefined;
  const remainingUs = deadlineUs(deployment, progressing.lastUpdateUs) - nowUs;
  return remainingUs < SECOND_US ? "now" : nowUs + remainingUs + SECOND_US;
}

/**
 * The moment at which a look would find the rollout timed out; undefined: none would. Kubernetes looks "at once" again and again, as often
 * as its rate limiter allows, and finds nothing until then.
 */
export function timeOutUs(
  deployment: Pick<RolloutDeployment, "progressDeadlineSeconds">,
  { conditions }: Pick<DeploymentStatus, "conditions">,
): number | undefined {
  const progressing = findCondition(conditions, "Progressing");
  if (progressing === undefined || progressing.reason === "NewReplicaSetAvailable") return undefined;
  return deadlineUs(deployment, progressing.lastUpdateUs) + 1;
}

function deadlineUs(deployment: Pick<RolloutDeployment, "progressDeadlineSeconds">, lastUpdateUs: number): number {
  return lastUpdateUs + (deployment.progressDeadlineSeconds ?? 0) * SECOND_US;
}

const SECOND_US = 1_000_000;
