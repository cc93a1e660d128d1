/**
 * What claims and volumes look like once the volume controller and the provisioner have carried out a decision of VolumeBinding.
 *
 * Not modelled: a provisioner that fails, or that picks other places than the selected node's; volumes of migrated built-in classes are
 * made as CSI volumes, where the real provisioner writes them back in the built-in form.
 * Source: pkg/controller/volume/persistentvolume/pv_controller.go (bind), Kubernetes v1.36.2; external-provisioner, pkg/controller.
 */
import type {
  CSINode,
  LabelSelectorRequirement,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from "@orrery/sim-core/model";
import type { Listers, VolumeBindingDecision } from "../../framework/index.ts";
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, claimReference } from "./claim-binding.ts";
import { claimClass } from "./claim-class.ts";
import { inTreePluginNamed } from "./in-tree-migration.ts";

export interface BoundObjects {
  /** Bound volumes, in the order of the decision; those made for `provisions` are new objects of the store. */
  readonly persistentVolumes: readonly PersistentVolume[];
  readonly persistentVolumeClaims: readonly PersistentVolumeClaim[];
}

/**
 * Completes `decision`; nothing is written.
 * @param node the node the decision is for: a volume made for it is restricted to its places
 */
export function completedBinding(
  decision: VolumeBindingDecision,
  node: Node,
  listers: Pick<Listers, "storageClasses" | "csiNodes">,
): BoundObjects {
  const persistentVolumes: PersistentVolume[] = [];
  const persistentVolumeClaims: PersistentVolumeClaim[] = [];
  const add = (volume: PersistentVolume, claim: PersistentVolumeClaim) => {
    persistentVolumes.push({ ...volume, status: { ...volume.status, phase: "Bound" } });
    persistentVolumeClaims.push(boundClaim(claim, volume));
  };
  for (const { volume, claim } of decision.bindings) add(volume, claim);
  const csiNode = listers.csiNodes.get(decision.nodeName);
  for (const claim of decision.provisions)
    add(provisionedVolume(claim, listers.storageClasses.get(claimClass(claim)), node, csiNode), claim);
  return { persistentVolumes, persistentVolumeClaims };
}

function boundClaim(claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
  const annotations = { ...claim.metadata.annotations, [BIND_COMPLETED]: "yes", [BOUND_BY_CONTROLLER]: "yes" };
  const capacity = volume.spec.capacity;
  return {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...claim.spec, volumeName: volume.metadata.name },
    status: { ...claim.status, phase: "Bound", accessModes: volume.spec.accessModes ?? [], ...(capacity && { capacity }) },
  };
}

function provisionedVolume(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass | undefined,
  node: Node,
  csiNode: CSINode | undefined,
): PersistentVolume {
  const { namespace = "default", name, uid = `${namespace}-${claim.metadata.name}` } = claim.metadata;
  if (storageClass === undefined)
    throw new Error(`cannot make a volume for ${namespace}/${name}: its storage class ${JSON.stringify(claimClass(claim))} is gone`);
  const driver = inTreePluginNamed(storageClass.provisioner)?.driver ?? storageClass.provisioner;
  const places = placesOf(driver, node, csiNode);
  const attributesClass = claim.spec.volumeAttributesClassName;
  return {
    metadata: { name: `pvc-${uid}`, annotations: { "pv.kubernetes.io/provisioned-by": driver, [BOUND_BY_CONTROLLER]: "yes" } },
    spec: {
      capacity: { storage: claim.spec.resources?.requests?.["storage"] ?? "0" },
      accessModes: claim.spec.accessModes ?? [],
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec.volumeMode ?? "Filesystem",
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
      claimRef: claimReference(claim),
      csi: { driver, volumeHandle: `pvc-${uid}` },
      ...(attributesClass !== undefined && { volumeAttributesClassName: attributesClass }),
      ...(places.length > 0 && { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: places }] } } }),
    },
  };
}

/** The selected node's values of the labels by which the driver tells places apart. */
function placesOf(driver: string, node: Node, csiNode: CSINode | undefined): LabelSelectorRequirement[] {
  const keys = (csiNode?.spec.drivers ?? []).find((candidate) => candidate.name === driver)?.topologyKeys ?? [];
  return keys.flatMap((key) => {
    const value = node.metadata.labels?.[key];
    return value === undefined ? [] : [{ key, operator: "In", values: [value] }];
  });
}
