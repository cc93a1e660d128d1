/** Every Kubernetes manifest that a scenario may hold, and for known kinds that it may not, what to write instead. */
import { LABEL_SELECTOR, LABELS, METADATA, RESOURCE_LIST, TAINT } from "./metadata-shape.ts";
import { POD, POD_TEMPLATE } from "./pod-shape.ts";
import { STORAGE_KINDS } from "./storage-shape.ts";
import { ANYTHING, flag, integer, list, object, oneOf, text } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const inert = (names: readonly string[]): Readonly<Record<string, Shape>> => Object.fromEntries(names.map((name) => [name, ANYTHING]));
const head = (apiVersion: string, kind: string) => ({ apiVersion: oneOf([apiVersion]), kind: oneOf([kind]), metadata: METADATA });

const IMAGE = object({ names: list(text()), sizeBytes: integer(0) }, { name: "containerImage" });
export const IMAGES: Shape = list(IMAGE, "Images on the node; ImageLocality prefers nodes that have a pod's images.");

const NODE = object(
  {
    ...head("v1", "Node"),
    spec: object({
      unschedulable: flag(),
      taints: list(TAINT),
      ...inert(["podCIDR", "podCIDRs", "providerID", "configSource", "externalID"]),
    }),
    status: object({
      capacity: RESOURCE_LIST,
      allocatable: RESOURCE_LIST,
      images: IMAGES,
      declaredFeatures: list(text()),
      volumesAttached: ANYTHING,
      ...inert([
        "phase",
        "conditions",
        "addresses",
        "daemonEndpoints",
        "nodeInfo",
        "volumesInUse",
        "config",
        "runtimeHandlers",
        "features",
      ]),
    }),
  },
  { name: "node", required: ["metadata"] },
);

const COUNT_OR_PERCENT: Shape = {
  kind: "either",
  of: [integer(0), { kind: "string", pattern: /^\d+%$/, accepted: "a count, or a percentage such as 20%" }],
};
const BUDGET = object(
  {
    ...head("policy/v1", "PodDisruptionBudget"),
    spec: object(
      {
        selector: LABEL_SELECTOR,
        minAvailable: COUNT_OR_PERCENT,
        maxUnavailable: COUNT_OR_PERCENT,
        unhealthyPodEvictionPolicy: text(),
      },
      { atMostOneOf: ["minAvailable", "maxUnavailable"] },
    ),
    status: object({
      disruptionsAllowed: integer(0),
      disruptedPods: ANYTHING,
      currentHealthy: integer(0),
      desiredHealthy: integer(0),
      expectedPods: integer(0),
      ...inert(["conditions", "observedGeneration"]),
    }),
  },
  { required: ["metadata", "spec"] },
);

const SERVICE = object(
  {
    ...head("v1", "Service"),
    spec: object({
      selector: LABELS,
      ...inert([
        "ports",
        "clusterIP",
        "clusterIPs",
        "type",
        "externalIPs",
        "sessionAffinity",
        "loadBalancerIP",
        "loadBalancerSourceRanges",
        "externalName",
        "externalTrafficPolicy",
        "healthCheckNodePort",
        "publishNotReadyAddresses",
        "sessionAffinityConfig",
        "topologyKeys",
        "ipFamily",
        "ipFamilies",
        "ipFamilyPolicy",
        "allocateLoadBalancerNodePorts",
        "loadBalancerClass",
        "internalTrafficPolicy",
        "trafficDistribution",
      ]),
    }),
    status: ANYTHING,
  },
  { required: ["metadata"] },
);

const PRIORITY_CLASS = object(
  {
    ...head("scheduling.k8s.io/v1", "PriorityClass"),
    value: integer(-2_147_483_648, undefined, 2_147_483_647),
    globalDefault: flag(),
    description: text(),
    preemptionPolicy: oneOf(["PreemptLowerPriority", "Never"]),
  },
  { required: ["metadata", "value"] },
);

/**
 * Owners of pods, for the scheduler's default spreading by owner: with `replicas: 0`, because nothing creates their pods.
 * Kubernetes would create one pod where `replicas` is missing.
 */
const owner = (apiVersion: string, kind: string, selector: Shape): ObjectShape =>
  object(
    {
      ...head(apiVersion, kind),
      spec: object(
        {
          replicas: { kind: "integer", minimum: 0, maximum: 0, about: OWNERS_ACCEPTED, accepted: OWNERS_ACCEPTED },
          selector,
          ...inert([
            "template",
            "minReadySeconds",
            "volumeClaimTemplates",
            "serviceName",
            "podManagementPolicy",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "ordinals",
          ]),
        },
        { required: ["replicas", "selector"] },
      ),
      status: ANYTHING,
    },
    { required: ["metadata", "spec"] },
  );

const OWNERS_ACCEPTED =
  "replicas: 0, as its controller is not modelled yet: the object serves the scheduler's selectors; its pods come from spec.workloads, with ownerReferences";

/** int32, as in Kubernetes. */
export const MOST_REPLICAS = 2_147_483_647;
const REPLICAS = integer(0, "Pods wanted; 1 when left out.", MOST_REPLICAS);
const SECONDS = integer(0, undefined, 2_147_483_647);

/** With a template its control loop runs; without one it only serves the scheduler's selectors. */
const REPLICA_SET = object(
  {
    ...head("apps/v1", "ReplicaSet"),
    spec: object(
      { replicas: REPLICAS, minReadySeconds: SECONDS, selector: LABEL_SELECTOR, template: POD_TEMPLATE },
      { required: ["selector"] },
    ),
    status: ANYTHING,
  },
  { required: ["metadata", "spec"] },
);

const DEPLOYMENT = object(
  {
    ...head("apps/v1", "Deployment"),
    spec: object(
      {
        replicas: REPLICAS,
        selector: LABEL_SELECTOR,
        template: POD_TEMPLATE,
        strategy: object({
          type: oneOf(["RollingUpdate", "Recreate"]),
          rollingUpdate: object({ maxSurge: COUNT_OR_PERCENT, maxUnavailable: COUNT_OR_PERCENT }),
        }),
        minReadySeconds: SECONDS,
        revisionHistoryLimit: SECONDS,
        paused: flag(),
        progressDeadlineSeconds: integer(1, undefined, 2_147_483_647),
      },
      { required: ["selector", "template"] },
    ),
    status: ANYTHING,
  },
  { required: ["metadata", "spec"] },
);

const AS_WORKLOAD = (kind: string): string =>
  `a ${kind} would do nothing, because its controller is not modelled yet: write its pod template, with a count or arrivals, as an item of spec.workloads`;

export const MANIFEST_CASES: Readonly<Record<string, ObjectShape>> = {
  Namespace: object({ ...head("v1", "Namespace"), spec: ANYTHING, status: ANYTHING }, { required: ["metadata"] }),
  Node: NODE,
  Pod: POD,
  PriorityClass: PRIORITY_CLASS,
  PodDisruptionBudget: BUDGET,
  Service: SERVICE,
  Deployment: DEPLOYMENT,
  ReplicaSet: REPLICA_SET,
  StatefulSet: owner("apps/v1", "StatefulSet", LABEL_SELECTOR),
  ReplicationController: owner("v1", "ReplicationController", LABELS),
  ...STORAGE_KINDS,
};

export const MANIFEST: Shape & { kind: "cases" } = {
  kind: "cases",
  name: "manifest",
  field: "kind",
  of: MANIFEST_CASES,
  refusedValues: {
    ...Object.fromEntries(["DaemonSet", "Job", "CronJob"].map((kind) => [kind, AS_WORKLOAD(kind)])),
    ...Object.fromEntries(
      ["ResourceClaim", "ResourceClaimTemplate", "ResourceSlice", "DeviceClass"].map((kind) => [
        kind,
        "dynamic resource allocation is not modelled",
      ]),
    ),
    RuntimeClass: "RuntimeClass is not modelled; write its overhead, nodeSelector and tolerations into the pods",
    LimitRange: "admission by LimitRange is not modelled; write requests and limits into the pods",
    ResourceQuota: "admission by ResourceQuota is not modelled; remove it",
    HorizontalPodAutoscaler: "autoscaling is not modelled yet; add pods by spec.timeline",
  },
};
