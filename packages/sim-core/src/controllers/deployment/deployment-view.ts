/** Deployments and ReplicaSets of the API as the rollout's decisions take them, with the defaults of the API. */
import type { ObjectMeta } from "../../model/index.ts";
import type { Cached } from "../loop/cluster-cache.ts";
import type { TemplateIdentities } from "../loop/template-identity.ts";
import type { DeploymentObject, ReplicaSetObject } from "../loop/workload-objects.ts";
import type { DeploymentStatus } from "./deployment-status.ts";
import type { DeploymentStrategy, RolloutDeployment } from "./rollout-deployment.ts";
import { parseReplicasAnnotation, type RolloutReplicaSet } from "./rollout-replica-set.ts";

/** Annotations that the controller keeps on ReplicaSets, the first also on Deployments. Source: deployment_util.go. */
export const REVISION_ANNOTATION = "deployment.kubernetes.io/revision";
export const REVISION_HISTORY_ANNOTATION = "deployment.kubernetes.io/revision-history";
export const DESIRED_ANNOTATION = "deployment.kubernetes.io/desired-replicas";
export const MAX_ANNOTATION = "deployment.kubernetes.io/max-replicas";

const DEFAULT_PROGRESS_DEADLINE_SECONDS = 600;
export const DEFAULT_REVISION_HISTORY_LIMIT = 10;

/** Source of the defaults: pkg/apis/apps/v1/defaults.go. */
export function rolloutDeployment({ metadata, spec }: DeploymentObject, templates: TemplateIdentities): RolloutDeployment {
  return {
    replicas: spec.replicas ?? 1,
    strategy: strategyOf(spec),
    template: templates.of(spec.template),
    generation: metadata.generation ?? 0,
    progressDeadlineSeconds: spec.progressDeadlineSeconds ?? DEFAULT_PROGRESS_DEADLINE_SECONDS,
  };
}

function strategyOf({ strategy }: DeploymentObject["spec"]): DeploymentStrategy {
  if (strategy?.type === "Recreate") return { type: "Recreate" };
  const { maxSurge = "25%", maxUnavailable = "25%" } = strategy?.rollingUpdate ?? {};
  return { type: "RollingUpdate", maxSurge, maxUnavailable };
}

export function rolloutReplicaSet(cached: Cached<ReplicaSetObject>, templates: TemplateIdentities): RolloutReplicaSet {
  const { metadata, spec, status } = cached.object;
  const annotations = metadata.annotations ?? {};
  return {
    name: metadata.name,
    createdUs: cached.createdUs,
    template: templates.of(spec.template),
    replicas: spec.replicas ?? 1,
    statusReplicas: status?.replicas ?? 0,
    readyReplicas: status?.readyReplicas ?? 0,
    availableReplicas: status?.availableReplicas ?? 0,
    terminatingReplicas: status?.terminatingReplicas ?? 0,
    desiredReplicas: parseReplicasAnnotation(annotations[DESIRED_ANNOTATION]),
    maxReplicas: parseReplicasAnnotation(annotations[MAX_ANNOTATION]),
    revision: revisionOf(metadata),
    revisionHistory: annotations[REVISION_HISTORY_ANNOTATION] ?? "",
    isObserved: (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0),
    deleting: false,
  };
}

/** 0 without a revision, and for a text that is no whole number. */
function revisionOf({ annotations }: ObjectMeta): number {
  const text = annotations?.[REVISION_ANNOTATION];
  return text !== undefined && /^[0-9]+$/.test(text) ? Number(text) : 0;
}

/** The status as its controller wrote it; that of a new Deployment is all zeros. */
export function deploymentStatusOf({ status }: DeploymentObject): DeploymentStatus {
  const zeros = {
    observedGeneration: 0,
    replicas: 0,
    updatedReplicas: 0,
    readyReplicas: 0,
    availableReplicas: 0,
    unavailableReplicas: 0,
    terminatingReplicas: 0,
    conditions: [],
  };
  return { ...zeros, ...(status as Partial<DeploymentStatus> | undefined) };
}
