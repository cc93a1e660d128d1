/**
 * Whether a DeviceClass brings an extended resource that a waiting pod requests.
 * Source: pkg/scheduler/framework/plugins/noderesources/fit.go (isSchedulableAfterDeviceClassEvent), Kubernetes v1.36.2.
 */
import { podRequests } from "@orrery/sim-core/model";
import type { ObjectMeta } from "@orrery/sim-core/model";
import type { HintDecision, PodInfo } from "../framework/index.ts";

/** The parts of `resource.k8s.io/v1` DeviceClass that are read. */
export interface DeviceClass {
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly extendedResourceName?: string };
}

/** A class is asked for by the name it gives itself, or implicitly by `deviceclass.resource.kubernetes.io/<name of the class>`. */
export function afterDeviceClassChange(pod: PodInfo, oldObject: unknown, newObject: unknown): HintDecision {
  const before = oldObject as DeviceClass | undefined;
  const after = newObject as DeviceClass;
  const resource = after.spec?.extendedResourceName;
  if (before !== undefined && (before.spec?.extendedResourceName ?? "") === (resource ?? "")) return "QueueSkip";
  const requests = podRequests(pod.pod);
  if (before === undefined && requests.has(`deviceclass.resource.kubernetes.io/${after.metadata.name}`)) return "Queue";
  return resource !== undefined && requests.has(resource) ? "Queue" : "QueueSkip";
}
