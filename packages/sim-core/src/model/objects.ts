/**
 * Kubernetes objects as users write them and as the API server serves them: the fields that Orrery reads, with
 * Kubernetes' own names and JSON shapes. Quantities stay strings here; `quantity.ts` reads them.
 *
 * Source: staging/src/k8s.io/api/{core,apps,policy,storage,scheduling}/v1/types.go, Kubernetes v1.36.2.
 */

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  creationTimestamp?: string | null;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  generation?: number;
  resourceVersion?: string;
  finalizers?: string[];
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Amounts by resource name, in quantity notation ("1500m", "1.5Gi"). YAML may hand over plain numbers. */
export type ResourceList = Record<string, string | number>;

export interface ResourceRequirements {
  requests?: ResourceList;
  limits?: ResourceList;
  claims?: { name: string; request?: string }[];
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: LabelSelectorRequirement[];
}

export interface LabelSelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

export interface NodeSelectorTerm {
  matchExpressions?: LabelSelectorRequirement[];
  matchFields?: LabelSelectorRequirement[];
}

export interface NodeSelector {
  nodeSelectorTerms: NodeSelectorTerm[];
}

export interface PreferredSchedulingTerm {
  weight: number;
  preference: NodeSelectorTerm;
}

export interface NodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
  preferredDuringSchedulingIgnoredDuringExecution?: PreferredSchedulingTerm[];
}

export interface PodAffinityTerm {
  labelSelector?: LabelSelector;
  namespaces?: string[];
  topologyKey: string;
  namespaceSelector?: LabelSelector;
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
}

export interface WeightedPodAffinityTerm {
  weight: number;
  podAffinityTerm: PodAffinityTerm;
}

export interface PodAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
  preferredDuringSchedulingIgnoredDuringExecution?: WeightedPodAffinityTerm[];
}

export interface Affinity {
  nodeAffinity?: NodeAffinity;
  podAffinity?: PodAffinity;
  podAntiAffinity?: PodAffinity;
}

export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

export interface TopologySpreadConstraint {
  maxSkew: number;
  topologyKey: string;
  whenUnsatisfiable: string;
  labelSelector?: LabelSelector;
  minDomains?: number;
  nodeAffinityPolicy?: string;
  nodeTaintsPolicy?: string;
  matchLabelKeys?: string[];
}

export interface ContainerPort {
  name?: string;
  containerPort?: number;
  hostPort?: number;
  hostIP?: string;
  protocol?: string;
}

export interface Probe {
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
  terminationGracePeriodSeconds?: number;
  exec?: unknown;
  httpGet?: unknown;
  tcpSocket?: unknown;
  grpc?: unknown;
}

export interface Container {
  name: string;
  image?: string;
  resources?: ResourceRequirements;
  ports?: ContainerPort[];
  restartPolicy?: string;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  lifecycle?: unknown;
  [field: string]: unknown;
}

export interface Volume {
  name: string;
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  ephemeral?: { volumeClaimTemplate?: { metadata?: Partial<ObjectMeta>; spec: PersistentVolumeClaimSpec } };
  gcePersistentDisk?: { pdName: string; readOnly?: boolean; partition?: number; fsType?: string };
  awsElasticBlockStore?: { volumeID: string; readOnly?: boolean };
  rbd?: { monitors: string[]; image: string; pool?: string; readOnly?: boolean };
  iscsi?: { targetPortal: string; iqn: string; lun: number; readOnly?: boolean };
  csi?: { driver: string; readOnly?: boolean };
  image?: { reference?: string; pullPolicy?: string };
  azureDisk?: { diskName: string; diskURI: string };
  azureFile?: unknown;
  cinder?: { volumeID: string };
  portworxVolume?: { volumeID: string };
  vsphereVolume?: { volumePath: string };
  [source: string]: unknown;
}

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  affinity?: Affinity;
  tolerations?: Toleration[];
  topologySpreadConstraints?: TopologySpreadConstraint[];
  schedulerName?: string;
  schedulingGates?: { name: string }[];
  priority?: number;
  priorityClassName?: string;
  preemptionPolicy?: string;
  overhead?: ResourceList;
  resources?: ResourceRequirements;
  resourceClaims?: { name: string; resourceClaimName?: string; resourceClaimTemplateName?: string }[];
  volumes?: Volume[];
  hostNetwork?: boolean;
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  activeDeadlineSeconds?: number;
  [field: string]: unknown;
}

export interface PodCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string | null;
  lastProbeTime?: string | null;
  observedGeneration?: number;
}

export interface ContainerStatus {
  name: string;
  resources?: ResourceRequirements;
  allocatedResources?: ResourceList;
  ready?: boolean;
  restartCount?: number;
  state?: unknown;
  [field: string]: unknown;
}

export interface PodStatus {
  phase?: string;
  nominatedNodeName?: string;
  startTime?: string | null;
  conditions?: PodCondition[];
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
  /** Pod-level resources that the kubelet has applied. */
  resources?: ResourceRequirements;
  /** Pod-level requests that the node has admitted. */
  allocatedResources?: ResourceList;
  qosClass?: string;
  resize?: string;
  [field: string]: unknown;
}

export interface Pod {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: PodSpec;
  status?: PodStatus;
}

export interface ContainerImage {
  names?: string[];
  sizeBytes?: number;
}

export interface NodeCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastHeartbeatTime?: string | null;
  lastTransitionTime?: string | null;
}

export interface Node {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec?: { unschedulable?: boolean; taints?: Taint[]; podCIDR?: string; providerID?: string; [field: string]: unknown };
  status?: {
    capacity?: ResourceList;
    allocatable?: ResourceList;
    conditions?: NodeCondition[];
    images?: ContainerImage[];
    volumesAttached?: { name: string; devicePath?: string }[];
    declaredFeatures?: string[];
    [field: string]: unknown;
  };
}

export interface Namespace {
  metadata: ObjectMeta;
  [field: string]: unknown;
}

export interface PriorityClass {
  metadata: ObjectMeta;
  value: number;
  globalDefault?: boolean;
  preemptionPolicy?: string;
  description?: string;
}

export interface Service {
  metadata: ObjectMeta;
  spec?: { selector?: Record<string, string>; [field: string]: unknown };
}

export interface ReplicaSet {
  metadata: ObjectMeta;
  spec?: { replicas?: number; selector?: LabelSelector; [field: string]: unknown };
}

export interface StatefulSet {
  metadata: ObjectMeta;
  spec?: { replicas?: number; selector?: LabelSelector; [field: string]: unknown };
}

export interface ReplicationController {
  metadata: ObjectMeta;
  spec?: { replicas?: number; selector?: Record<string, string>; [field: string]: unknown };
}

export interface PersistentVolumeClaimSpec {
  accessModes?: string[];
  resources?: { requests?: ResourceList; limits?: ResourceList };
  storageClassName?: string;
  volumeName?: string;
  volumeMode?: string;
  selector?: LabelSelector;
  volumeAttributesClassName?: string;
  [field: string]: unknown;
}

export interface PersistentVolumeClaim {
  metadata: ObjectMeta;
  spec: PersistentVolumeClaimSpec;
  status?: { phase?: string; capacity?: ResourceList; [field: string]: unknown };
}

export interface PersistentVolume {
  metadata: ObjectMeta;
  spec: {
    capacity?: ResourceList;
    accessModes?: string[];
    storageClassName?: string;
    volumeMode?: string;
    claimRef?: { kind?: string; namespace?: string; name?: string; uid?: string };
    nodeAffinity?: { required?: NodeSelector };
    csi?: { driver: string; volumeHandle: string; [field: string]: unknown };
    persistentVolumeReclaimPolicy?: string;
    volumeAttributesClassName?: string;
    [source: string]: unknown;
  };
  status?: { phase?: string; [field: string]: unknown };
}

export interface TopologySelectorTerm {
  matchLabelExpressions?: { key: string; values: string[] }[];
}

export interface StorageClass {
  metadata: ObjectMeta;
  provisioner: string;
  volumeBindingMode?: string;
  allowedTopologies?: TopologySelectorTerm[];
  parameters?: Record<string, string>;
  reclaimPolicy?: string;
  [field: string]: unknown;
}

export interface CSINode {
  metadata: ObjectMeta;
  spec: { drivers?: { name: string; nodeID?: string; topologyKeys?: string[]; allocatable?: { count?: number } }[] };
}

export interface CSIDriver {
  metadata: ObjectMeta;
  spec?: { storageCapacity?: boolean; attachRequired?: boolean; [field: string]: unknown };
}

export interface CSIStorageCapacity {
  metadata: ObjectMeta;
  nodeTopology?: LabelSelector;
  storageClassName: string;
  capacity?: string | number;
  maximumVolumeSize?: string | number;
}

export interface VolumeAttachment {
  metadata: ObjectMeta;
  spec: { attacher: string; nodeName: string; source: { persistentVolumeName?: string; inlineVolumeSpec?: unknown } };
  status?: { attached?: boolean };
}

export interface PodDisruptionBudget {
  metadata: ObjectMeta;
  spec?: {
    selector?: LabelSelector;
    minAvailable?: number | string;
    maxUnavailable?: number | string;
    unhealthyPodEvictionPolicy?: string;
  };
  status?: {
    disruptionsAllowed?: number;
    disruptedPods?: Record<string, string>;
    currentHealthy?: number;
    desiredHealthy?: number;
    expectedPods?: number;
  };
}
