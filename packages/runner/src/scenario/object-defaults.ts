/**
 * What the API server adds to objects other than nodes and pods when they are created, as far as the scheduler reads it.
 * Source: pkg/apis/{core,storage}/v1/defaults.go, plugin/pkg/admission/storage/persistentvolume/storageclass/setdefault.
 */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { ApiObject } from "@orrery/sim-core/store";

/** Identity and defaults, for all objects of a scenario together: a claim without a class gets the cluster's default class. */
export function defaultObjects(objects: readonly ApiObject[]): ApiObject[] {
  const classes = objects.filter(({ kind }) => kind === "StorageClass");
  const defaultClass = classes.find(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === "true")?.metadata.name;
  return objects.map((object) => withDefaults(withIdentity(object), defaultClass));
}

/** Every namespace in use exists and carries its name as a label. */
export function withNamespaces(objects: readonly ApiObject[], used: Iterable<string>): ApiObject[] {
  const given = new Set(objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name));
  const missing = [...new Set(used)].filter((name) => !given.has(name)).sort(byCodeUnits);
  return [...missing.map((name) => withDefaults({ kind: "Namespace", metadata: { name } }, undefined)), ...objects];
}

const DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
const NAMESPACED: ReadonlySet<string> = new Set([
  "PersistentVolumeClaim",
  "Service",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "ReplicationController",
  "PodDisruptionBudget",
  "CSIStorageCapacity",
]);

function withIdentity(object: ApiObject): ApiObject {
  const { kind, metadata } = object;
  const namespace = NAMESPACED.has(kind) ? { namespace: metadata.namespace ?? "default" } : {};
  const uid = metadata.uid ?? [kind, metadata.namespace ?? "", metadata.name].join("-").toLowerCase();
  return { ...object, metadata: { ...metadata, ...namespace, uid } };
}

function withDefaults(object: ApiObject, defaultClass: string | undefined): ApiObject {
  const spec = (object["spec"] ?? {}) as Record<string, unknown>;
  switch (object.kind) {
    case "Namespace": {
      const { metadata } = object;
      return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, "kubernetes.io/metadata.name": metadata.name } } };
    }
    case "StorageClass":
      return { reclaimPolicy: "Delete", volumeBindingMode: "Immediate", ...object };
    case "PersistentVolumeClaim": {
      const storageClass = spec["storageClassName"] === undefined && defaultClass !== undefined ? { storageClassName: defaultClass } : {};
      return { ...object, spec: { volumeMode: "Filesystem", ...spec, ...storageClass }, status: object["status"] ?? { phase: "Pending" } };
    }
    case "PersistentVolume":
      return {
        ...object,
        spec: { volumeMode: "Filesystem", persistentVolumeReclaimPolicy: "Retain", ...spec },
        status: object["status"] ?? { phase: "Available" },
      };
    case "Deployment": {
      // Its controller works the status out anew.
      const { status: _, ...rest } = object;
      return { ...rest, metadata: { ...object.metadata, generation: object.metadata.generation ?? 1 } };
    }
    case "ReplicaSet":
      if (spec["template"] === undefined) return object;
      return { ...object, metadata: { ...object.metadata, generation: object.metadata.generation ?? 1 } };
    case "CSIDriver":
      return { ...object, spec: { attachRequired: true, storageCapacity: false, ...spec } };
    default:
      return object;
  }
}
