/** The ReplicaSet that a Deployment makes for a new template. */
import type { ObjectMeta } from "../../model/index.ts";
import { templateHash } from "../loop/generated-name.ts";
import { controllerReference } from "../loop/owner.ts";
import { canonicalTemplate, TEMPLATE_HASH_LABEL } from "../loop/template-identity.ts";
import type { DeploymentObject, ReplicaSetObject } from "../loop/workload-objects.ts";
import { DESIRED_ANNOTATION, MAX_ANNOTATION, REVISION_ANNOTATION, REVISION_HISTORY_ANNOTATION } from "./deployment-view.ts";

/** Annotations of the Deployment that its ReplicaSets do not get. Source: deployment_util.go, annotationsToSkip. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION_ANNOTATION,
  REVISION_HISTORY_ANNOTATION,
  DESIRED_ANNOTATION,
  MAX_ANNOTATION,
  "deprecated.deployment.rollback.to",
]);

export interface NewReplicaSet {
  readonly replicas: number;
  readonly desiredReplicas: number;
  readonly maxReplicas: number;
  readonly revision: number;
  /** Other templates whose hash is the same. */
  readonly collisions: number;
  readonly uid: string;
}

/** Source: pkg/controller/deployment/sync.go, getNewReplicaSet. */
export function newReplicaSet({ metadata, spec }: DeploymentObject, made: NewReplicaSet): ReplicaSetObject {
  const hash = templateHash(canonicalTemplate(spec.template), made.collisions);
  const labels = { ...spec.template.metadata?.labels, [TEMPLATE_HASH_LABEL]: hash };
  const { selector } = spec;
  return {
    kind: "ReplicaSet",
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace ?? "default",
      uid: made.uid,
      labels,
      annotations: {
        ...copiedAnnotations(metadata),
        [DESIRED_ANNOTATION]: String(made.desiredReplicas),
        [MAX_ANNOTATION]: String(made.maxReplicas),
        [REVISION_ANNOTATION]: String(made.revision),
      },
      ownerReferences: [controllerReference("Deployment", metadata)],
      generation: 1,
    },
    spec: {
      replicas: made.replicas,
      minReadySeconds: spec.minReadySeconds ?? 0,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [TEMPLATE_HASH_LABEL]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}

/** What a ReplicaSet takes over from its Deployment. Source: deployment_util.go, copyDeploymentAnnotationsToReplicaSet. */
export function copiedAnnotations({ annotations }: ObjectMeta): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key)));
}
