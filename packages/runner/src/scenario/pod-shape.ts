/**
 * The Pod of core/v1, every field of Kubernetes v1.36: what the model reads, what changes nothing that it models, and what would change
 * behaviour and is listed or refused. Source: staging/src/k8s.io/api/core/v1/types.go.
 */
import {
  LABEL_SELECTOR,
  LABELS,
  METADATA,
  NODE_SELECTOR,
  NODE_SELECTOR_TERM,
  PORT_NUMBER,
  RESOURCE_LIST,
  TEMPLATE_METADATA,
} from "./metadata-shape.ts";
import { CLAIM_SPEC } from "./storage-shape.ts";
import { LIFECYCLE, LIVENESS_PROBE, READINESS_PROBE } from "./probe-shape.ts";
import { ANYTHING, flag, integer, list, notModelled, object, oneOf, QUANTITY, refused, text } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const NO_DEVICES = "dynamic resource allocation is not modelled; ask for an extended resource in resources.limits instead";

const RESOURCES = object({ requests: RESOURCE_LIST, limits: RESOURCE_LIST, claims: refused(NO_DEVICES) }, { name: "resourceRequirements" });

const CONTAINER_PORT = object({
  name: text(),
  containerPort: PORT_NUMBER,
  hostPort: integer(0, undefined, 65535),
  hostIP: text(),
  protocol: oneOf(["TCP", "UDP", "SCTP"]),
});

/** Of how a program is run inside its container; nothing of it touches scheduling or the modelled life of a pod. */
const INERT_CONTAINER_FIELDS: Readonly<Record<string, Shape>> = Object.fromEntries(
  [
    "command",
    "args",
    "workingDir",
    "env",
    "envFrom",
    "volumeMounts",
    "volumeDevices",
    "terminationMessagePath",
    "terminationMessagePolicy",
    "securityContext",
    "stdin",
    "stdinOnce",
    "tty",
  ].map((name) => [name, ANYTHING]),
);

const CONTAINER: ObjectShape = object(
  {
    name: text(),
    image: text(),
    resources: RESOURCES,
    ports: list(CONTAINER_PORT),
    restartPolicy: oneOf(["Always", "OnFailure", "Never"], "Always on an init container makes it a sidecar."),
    livenessProbe: LIVENESS_PROBE,
    readinessProbe: READINESS_PROBE,
    startupProbe: LIVENESS_PROBE,
    lifecycle: LIFECYCLE,
    imagePullPolicy: oneOf(["Always", "IfNotPresent", "Never"], "Always for images without tag or with the tag latest, else IfNotPresent."),
    resizePolicy: notModelled("resizing in place is not modelled"),
    restartPolicyRules: notModelled("rules for restarts by exit code are not modelled: the container's restartPolicy holds"),
    ...INERT_CONTAINER_FIELDS,
  },
  { name: "container", required: ["name"] },
);

const POD_AFFINITY_TERM = object(
  {
    labelSelector: LABEL_SELECTOR,
    namespaces: list(text()),
    topologyKey: text(),
    namespaceSelector: LABEL_SELECTOR,
    matchLabelKeys: list(text()),
    mismatchLabelKeys: list(text()),
  },
  { name: "podAffinityTerm", required: ["topologyKey"] },
);
const WEIGHT = integer(1, undefined, 100);
const POD_AFFINITY = object(
  {
    requiredDuringSchedulingIgnoredDuringExecution: list(POD_AFFINITY_TERM),
    preferredDuringSchedulingIgnoredDuringExecution: list(
      object({ weight: WEIGHT, podAffinityTerm: POD_AFFINITY_TERM }, { required: ["weight", "podAffinityTerm"] }),
    ),
  },
  { name: "podAffinity" },
);
const AFFINITY = object({
  nodeAffinity: object({
    requiredDuringSchedulingIgnoredDuringExecution: NODE_SELECTOR,
    preferredDuringSchedulingIgnoredDuringExecution: list(
      object({ weight: WEIGHT, preference: NODE_SELECTOR_TERM }, { required: ["weight", "preference"] }),
    ),
  }),
  podAffinity: POD_AFFINITY,
  podAntiAffinity: POD_AFFINITY,
});

const TOLERATION = object({
  key: text(),
  operator: oneOf(["Exists", "Equal", "Lt", "Gt"]),
  value: text(),
  effect: oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"]),
  tolerationSeconds: integer(),
});

const SPREAD = object(
  {
    maxSkew: integer(1),
    topologyKey: text(),
    whenUnsatisfiable: oneOf(["DoNotSchedule", "ScheduleAnyway"]),
    labelSelector: LABEL_SELECTOR,
    minDomains: integer(1),
    nodeAffinityPolicy: oneOf(["Honor", "Ignore"]),
    nodeTaintsPolicy: oneOf(["Honor", "Ignore"]),
    matchLabelKeys: list(text()),
  },
  { required: ["maxSkew", "topologyKey", "whenUnsatisfiable"] },
);

const VOLUME: ObjectShape = object(
  {
    name: text(),
    persistentVolumeClaim: object({ claimName: text(), readOnly: flag() }, { required: ["claimName"] }),
    emptyDir: object({
      medium: text(),
      sizeLimit: notModelled("nothing is written to an emptyDir, so that its size limit is never reached", QUANTITY),
    }),
    ephemeral: object({ volumeClaimTemplate: object({ metadata: TEMPLATE_METADATA, spec: CLAIM_SPEC }, { required: ["spec"] }) }),
    ...Object.fromEntries(
      [
        // The volume plugins of the scheduler read these.
        "gcePersistentDisk",
        "awsElasticBlockStore",
        "rbd",
        "iscsi",
        "csi",
        "azureDisk",
        "azureFile",
        "cinder",
        "portworxVolume",
        "vsphereVolume",
        "image",
        // These constrain nothing.
        "hostPath",
        "gitRepo",
        "secret",
        "nfs",
        "glusterfs",
        "flexVolume",
        "cephfs",
        "flocker",
        "downwardAPI",
        "fc",
        "configMap",
        "quobyte",
        "photonPersistentDisk",
        "projected",
        "scaleIO",
        "storageos",
      ].map((name) => [name, ANYTHING]),
    ),
  },
  { name: "volume", required: ["name"] },
);

const INERT_POD_FIELDS: Readonly<Record<string, Shape>> = Object.fromEntries(
  [
    "dnsPolicy",
    "serviceAccountName",
    "serviceAccount",
    "automountServiceAccountToken",
    "hostPID",
    "hostIPC",
    "shareProcessNamespace",
    "securityContext",
    "imagePullSecrets",
    "hostname",
    "subdomain",
    "hostAliases",
    "dnsConfig",
    "enableServiceLinks",
    "setHostnameAsFQDN",
    "hostUsers",
    "hostnameOverride",
  ].map((name) => [name, ANYTHING]),
);

const POD_SPEC: ObjectShape = object(
  {
    containers: list(CONTAINER, undefined, 1),
    initContainers: list(CONTAINER),
    ephemeralContainers: refused("a pod cannot be created with ephemeral containers"),
    nodeName: text(),
    nodeSelector: LABELS,
    affinity: AFFINITY,
    tolerations: list(TOLERATION),
    topologySpreadConstraints: list(SPREAD),
    schedulerName: text("A profile of the scheduler's configuration."),
    schedulingGates: list(object({ name: text() }, { required: ["name"] })),
    priority: integer(),
    priorityClassName: text(),
    preemptionPolicy: oneOf(["PreemptLowerPriority", "Never"]),
    overhead: RESOURCE_LIST,
    resources: RESOURCES,
    volumes: list(VOLUME),
    hostNetwork: flag(),
    restartPolicy: oneOf(["Always", "OnFailure", "Never"]),
    terminationGracePeriodSeconds: integer(0),
    os: object({ name: oneOf(["linux", "windows"]) }),
    resourceClaims: refused(NO_DEVICES),
    workloadRef: refused("gang scheduling is not modelled; remove the field"),
    schedulingGroup: refused("gang scheduling is not modelled; remove the field"),
    runtimeClassName: refused("RuntimeClass is not modelled; write its overhead, nodeSelector and tolerations into the pod"),
    activeDeadlineSeconds: integer(1, "The pod fails when it has been on its node for so long.", 2_147_483_647),
    readinessGates: notModelled("readiness gates are not modelled: a pod is ready when its containers are"),
    ...INERT_POD_FIELDS,
  },
  { name: "podSpec", required: ["containers"] },
);

const HEAD = { apiVersion: oneOf(["v1"]), kind: oneOf(["Pod"]) };
export const POD: ObjectShape = object(
  { ...HEAD, metadata: METADATA, spec: POD_SPEC, status: ANYTHING },
  { name: "pod", required: ["metadata", "spec"] },
);
/** `metadata` and `spec` of a workload's pods. */
export const POD_TEMPLATE: ObjectShape = object(
  { ...HEAD, metadata: TEMPLATE_METADATA, spec: POD_SPEC },
  { name: "podTemplate", required: ["spec"] },
);
