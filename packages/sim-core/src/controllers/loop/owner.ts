/** Who owns an object: its controller, of which there is at most one. */
import type { ObjectMeta, OwnerReference } from "../../model/index.ts";

/** The reference to the object's controller. Source: apimachinery pkg/apis/meta/v1/controller_ref.go, GetControllerOf. */
export function controllerOf({ ownerReferences }: Pick<ObjectMeta, "ownerReferences">): OwnerReference | undefined {
  return ownerReferences?.find(({ controller }) => controller === true);
}

/** A reference that makes `owner` the controller. Source: apimachinery pkg/apis/meta/v1/controller_ref.go, NewControllerRef. */
export function controllerReference(kind: string, owner: Pick<ObjectMeta, "name" | "uid">): OwnerReference {
  return { apiVersion: "apps/v1", kind, name: owner.name, uid: owner.uid ?? "", controller: true, blockOwnerDeletion: true };
}

/** The owners of an object with one more. */
export function withController(owners: readonly OwnerReference[] | undefined, owner: OwnerReference): OwnerReference[] {
  return [...(owners ?? []), owner];
}

/** The owners without the one of this uid. */
export function withoutOwner(owners: readonly OwnerReference[] | undefined, uid: string): OwnerReference[] {
  return (owners ?? []).filter((each) => each.uid !== uid);
}
