/** A ReplicaSet as the rollout of its Deployment sees it. */

export interface RolloutReplicaSet {
  /** Unique in its namespace. */
  readonly name: string;
  /** Creation in microseconds; the API keeps whole seconds, so that ReplicaSets of one second are ordered by name. */
  readonly createdUs: number;
  /** Identity of the pod template: equal templates have equal numbers. */
  readonly template: number;
  /** spec.replicas. */
  readonly replicas: number;
  /** status.replicas: active pods. */
  readonly statusReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  /** 0 until its controller has looked at it. */
  readonly terminatingReplicas: number;
  /** Annotations desired-replicas and max-replicas: the Deployment's size, and that with surge, when the ReplicaSet was last scaled. */
  readonly desiredReplicas: number | undefined;
  readonly maxReplicas: number | undefined;
  /** Annotation revision; 0 when there is none. */
  readonly revision: number;
  /** Annotation revision-history: earlier revisions, separated by commas; "" when there is none. */
  readonly revisionHistory: string;
  /** Whether its controller has seen the latest spec. */
  readonly isObserved: boolean;
  readonly deleting: boolean;
}

/**
 * The number in an annotation desired-replicas or max-replicas: digits only, at most 2^31 - 1; undefined for anything else.
 *
 * Source: pkg/controller/deployment/util/deployment_util.go, getNonNegativeInt32FromAnnotation.
 */
export function parseReplicasAnnotation(text: string | undefined): number | undefined {
  if (text === undefined || !/^[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 2_147_483_647 ? value : undefined;
}
