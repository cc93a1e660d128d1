/** Deployments and ReplicaSets as the API serves them: the fields that their controllers read and write. */
import type { LabelSelector, ObjectMeta, PodSpec } from "../../model/index.ts";
import type { ApiObject } from "../../store/index.ts";
import type { IntOrPercent } from "../int-or-percent.ts";

export interface PodTemplate {
  readonly metadata?: Pick<ObjectMeta, "labels" | "annotations">;
  readonly spec: PodSpec;
}

export interface ReplicaSetObject extends ApiObject {
  readonly spec: {
    /** 1 when left out. */
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly replicas?: number;
    readonly fullyLabeledReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly terminatingReplicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly ReplicaSetCondition[];
  };
}

export interface ReplicaSetCondition {
  readonly type: "ReplicaFailure";
  readonly status: "True";
  readonly reason: "FailedCreate" | "FailedDelete";
  readonly message: string;
}

export interface DeploymentObject extends ApiObject {
  readonly spec: {
    /** 1 when left out. */
    readonly replicas?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
    readonly strategy?: {
      readonly type?: "RollingUpdate" | "Recreate";
      readonly rollingUpdate?: { readonly maxSurge?: IntOrPercent; readonly maxUnavailable?: IntOrPercent };
    };
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly progressDeadlineSeconds?: number;
    readonly paused?: boolean;
  };
  readonly status?: object;
}

/** `namespace/name`. */
export function namespacedKey({ metadata }: ApiObject): string {
  return `${metadata.namespace ?? "default"}/${metadata.name}`;
}
