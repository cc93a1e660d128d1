/** Kinds of resource names: native, huge pages, extended. */
import { labelKeyErrors } from "./label-syntax.ts";

/**
 * Whether a resource belongs to somebody else than Kubernetes (`nvidia.com/gpu`).
 *
 * Source: pkg/apis/core/v1/helper/helpers.go, IsExtendedResourceName.
 */
export function isExtendedResourceName(name: string): boolean {
  if (!name.includes("/") || name.includes(NATIVE_NAMESPACE) || name.startsWith("requests.")) return false;
  return labelKeyErrors(`requests.${name}`).length === 0;
}

/**
 * Whether the scheduler counts a resource beside cpu, memory, ephemeral storage and pods.
 *
 * Source: pkg/scheduler/util/utils.go, IsScalarResourceName.
 */
export function isScalarResourceName(name: string): boolean {
  return (
    isHugePageResourceName(name) ||
    name.includes(NATIVE_NAMESPACE) ||
    name.startsWith("attachable-volumes-") ||
    isExtendedResourceName(name)
  );
}

export function isHugePageResourceName(name: string): boolean {
  return name.startsWith("hugepages-");
}

/** Whether requests of a resource may stay below its limits: native ones except huge pages. */
export function isOvercommitAllowed(name: string): boolean {
  return (!name.includes("/") || name.includes(NATIVE_NAMESPACE)) && !isHugePageResourceName(name);
}

const NATIVE_NAMESPACE = "kubernetes.io/";
