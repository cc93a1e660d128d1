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
import { ANYTHING, flag, integer, list, notModelled, object, oneOf, refused, text } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const NO_DEVICES = "dynamic resource allocation is not modelled; ask for an extended resource in resources.limits instead";
const PROBES = "probes are not modelled: a container is ready when it has started and never fails";

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
    "imagePullPolicy",
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
    livenessProbe: notModelled(PROBES),
    readinessProbe: notModelled(PROBES),
    startupProbe: notModelled(PROBES),
    lifecycle: notModelled("lifecycle hooks are not modelled: starting and stopping take the same time for every pod"),
    resizePolicy: notModelled("resizing in place is not modelled"),
    restartPolicyRules: notModelled("containers do not fail, so rules for restarts are never asked"),
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
        "emptyDir",
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
    activeDeadlineSeconds: notModelled("a pod is not ended by its active deadline; give the workload a duration"),
    readinessGates: notModelled("readiness gates are not modelled: a pod is ready when it has started"),
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
