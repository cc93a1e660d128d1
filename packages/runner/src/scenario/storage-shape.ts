/** Kinds of storage.k8s.io/v1 and the volumes of core/v1. Source: staging/src/k8s.io/api/{core,storage}/v1/types.go, Kubernetes v1.36.2. */
import { LABEL_SELECTOR, METADATA, NODE_SELECTOR, RESOURCE_LIST } from "./metadata-shape.ts";
import { ANYTHING, flag, integer, list, map, notModelled, object, oneOf, QUANTITY, refused, text } from "./shape.ts";
import type { ObjectShape } from "./shape.ts";

const ACCESS_MODES = list(oneOf(["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]));
const VOLUME_MODE = oneOf(["Filesystem", "Block"]);
const CORE = (kind: string) => ({ apiVersion: oneOf(["v1"]), kind: oneOf([kind]), metadata: METADATA });
const STORAGE = (kind: string) => ({ apiVersion: oneOf(["storage.k8s.io/v1"]), kind: oneOf([kind]), metadata: METADATA });

export const CLAIM_SPEC: ObjectShape = object(
  {
    accessModes: ACCESS_MODES,
    resources: object({ requests: RESOURCE_LIST, limits: RESOURCE_LIST }),
    storageClassName: text(),
    volumeName: text(),
    volumeMode: VOLUME_MODE,
    selector: LABEL_SELECTOR,
    volumeAttributesClassName: text(),
    dataSource: notModelled("volumes are not filled from a source"),
    dataSourceRef: notModelled("volumes are not filled from a source"),
  },
  { name: "claimSpec" },
);

const VOLUME_SOURCES = [
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "hostPath",
  "glusterfs",
  "nfs",
  "rbd",
  "iscsi",
  "cinder",
  "cephfs",
  "fc",
  "flocker",
  "flexVolume",
  "azureFile",
  "vsphereVolume",
  "quobyte",
  "azureDisk",
  "photonPersistentDisk",
  "portworxVolume",
  "scaleIO",
  "local",
  "storageos",
  "csi",
];

const PERSISTENT_VOLUME = object(
  {
    ...CORE("PersistentVolume"),
    spec: object(
      {
        capacity: RESOURCE_LIST,
        accessModes: ACCESS_MODES,
        storageClassName: text(),
        volumeMode: VOLUME_MODE,
        claimRef: object({
          apiVersion: text(),
          kind: text(),
          namespace: text(),
          name: text(),
          uid: text(),
          resourceVersion: text(),
          fieldPath: text(),
        }),
        nodeAffinity: object({ required: NODE_SELECTOR }),
        persistentVolumeReclaimPolicy: oneOf(["Retain", "Recycle", "Delete"]),
        volumeAttributesClassName: text(),
        mountOptions: ANYTHING,
        ...Object.fromEntries(VOLUME_SOURCES.map((name) => [name, ANYTHING])),
      },
      { required: ["capacity", "accessModes"] },
    ),
    status: ANYTHING,
  },
  { required: ["metadata", "spec"] },
);

const STORAGE_CLASS = object(
  {
    ...STORAGE("StorageClass"),
    provisioner: text(),
    volumeBindingMode: oneOf(["Immediate", "WaitForFirstConsumer"]),
    allowedTopologies: list(
      object({ matchLabelExpressions: list(object({ key: text(), values: list(text()) }, { required: ["key", "values"] })) }),
    ),
    parameters: map(text()),
    reclaimPolicy: oneOf(["Retain", "Delete"]),
    mountOptions: ANYTHING,
    allowVolumeExpansion: flag(),
  },
  { required: ["metadata", "provisioner"] },
);

const CSI_NODE = object(
  {
    ...STORAGE("CSINode"),
    spec: object({
      drivers: list(
        object(
          { name: text(), nodeID: text(), topologyKeys: list(text()), allocatable: object({ count: integer(0) }) },
          { required: ["name"] },
        ),
      ),
    }),
  },
  { required: ["metadata", "spec"] },
);

const CSI_DRIVER = object(
  {
    ...STORAGE("CSIDriver"),
    spec: object({
      storageCapacity: flag(),
      attachRequired: flag(),
      preventPodSchedulingIfMissing: refused("the check for a missing driver is not modelled; remove the field"),
      ...Object.fromEntries(
        [
          "podInfoOnMount",
          "volumeLifecycleModes",
          "fsGroupPolicy",
          "tokenRequests",
          "requiresRepublish",
          "seLinuxMount",
          "nodeAllocatableUpdatePeriodSeconds",
          "serviceAccountTokenInSecrets",
        ].map((name) => [name, ANYTHING]),
      ),
    }),
  },
  { required: ["metadata"] },
);

const CSI_STORAGE_CAPACITY = object(
  {
    ...STORAGE("CSIStorageCapacity"),
    nodeTopology: LABEL_SELECTOR,
    storageClassName: text(),
    capacity: QUANTITY,
    maximumVolumeSize: QUANTITY,
  },
  { required: ["metadata", "storageClassName"] },
);

const VOLUME_ATTACHMENT = object(
  {
    ...STORAGE("VolumeAttachment"),
    spec: object(
      {
        attacher: text(),
        nodeName: text(),
        source: object({ persistentVolumeName: text(), inlineVolumeSpec: ANYTHING }),
      },
      { required: ["attacher", "nodeName", "source"] },
    ),
    status: ANYTHING,
  },
  { required: ["metadata", "spec"] },
);

export const STORAGE_KINDS: Readonly<Record<string, ObjectShape>> = {
  PersistentVolumeClaim: object(
    { ...CORE("PersistentVolumeClaim"), spec: CLAIM_SPEC, status: ANYTHING },
    { required: ["metadata", "spec"] },
  ),
  PersistentVolume: PERSISTENT_VOLUME,
  StorageClass: STORAGE_CLASS,
  CSINode: CSI_NODE,
  CSIDriver: CSI_DRIVER,
  CSIStorageCapacity: CSI_STORAGE_CAPACITY,
  VolumeAttachment: VOLUME_ATTACHMENT,
};
