/**
 * The node features that a pod cannot run without, as nodes declare them in status.declaredFeatures.
 * Source: component-helpers nodedeclaredfeatures/features, v0.36.2. The registry's other features never matter for scheduling.
 */
import type { PodSpec } from "@orrery/sim-core/model";

/** By name, in alphabetical order; almost always none. */
export function requiredNodeFeatures(spec: PodSpec): readonly string[] {
  const restartsAll = [...spec.containers, ...(spec.initContainers ?? [])].some((container) =>
    restartsAllContainers(container["restartPolicyRules"]),
  );
  const sharesHostNetwork = spec.hostNetwork === true && spec["hostUsers"] === false;
  if (!restartsAll && !sharesHostNetwork) return NONE;
  return [
    ...(restartsAll ? ["RestartAllContainersOnContainerExits"] : []),
    ...(sharesHostNetwork ? ["UserNamespacesHostNetworkSupport"] : []),
  ];
}

const NONE: readonly string[] = [];

function restartsAllContainers(rules: unknown): boolean {
  return Array.isArray(rules) && rules.some((rule: { action?: unknown } | null) => rule?.action === "RestartAllContainers");
}
