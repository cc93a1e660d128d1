/** What the API server makes of a pod or node manifest before anything else sees it: defaults and built-in admission. */
import { defaultContainer } from "./container-defaults.ts";
import { mergeLabelKeys } from "./label-keys.ts";
import type { Node, Pod, PodCondition, PodSpec, PriorityClass, Toleration } from "./objects.ts";
import { defaultPodLevelResources, roundedToMilli } from "./resource-defaults.ts";
import { admitPriority } from "./priority-admission.ts";
import { podQosClass } from "./pod-qos.ts";

export interface PodDefaultsOptions {
  /** Classes of the cluster; the two `system-` classes are always there. */
  readonly priorityClasses?: readonly PriorityClass[];
  /** Take `priority` as it is: for pods that an API server has admitted already, such as those of a recording. */
  readonly keepPriority?: boolean;
}

/**
 * A pod as the API server would store it. What the manifest says itself stays as it is.
 *
 * Not modelled: RuntimeClass overhead, LimitRange, ServiceAccount, DNS and security defaults; validation.
 *
 * @throws AdmissionError with the API server's text for a priority it refuses.
 * @throws QuantityError for an amount that is no quantity.
 * Source: pkg/apis/core/v1/defaults.go, plugin/pkg/admission/{priority,defaulttolerationseconds}, pkg/registry/core/pod/strategy.go.
 */
export function defaultPod(pod: Pod, options: PodDefaultsOptions = {}): Pod {
  const metadata = { ...pod.metadata, namespace: pod.metadata.namespace ?? "default" };
  const hostNetwork = pod.spec.hostNetwork === true;
  const given: PodSpec = {
    ...pod.spec,
    containers: (pod.spec.containers ?? []).map((container) => defaultContainer(container, hostNetwork)),
    ...(pod.spec.initContainers === undefined
      ? {}
      : { initContainers: pod.spec.initContainers.map((container) => defaultContainer(container, hostNetwork)) }),
    ...(pod.spec.overhead === undefined ? {} : { overhead: roundedToMilli(pod.spec.overhead) }),
    restartPolicy: pod.spec.restartPolicy ?? "Always",
    schedulerName: pod.spec.schedulerName || "default-scheduler",
    terminationGracePeriodSeconds: pod.spec.terminationGracePeriodSeconds ?? 30,
    tolerations: withNodeFailureTolerations(pod.spec.tolerations ?? []),
  };
  const withResources = defaultPodLevelResources(given);
  const withPriority = options.keepPriority
    ? { ...withResources, priority: withResources.priority ?? 0 }
    : { ...withResources, ...admitPriority(metadata.name, withResources, options.priorityClasses ?? []) };
  const spec = mergeLabelKeys(withPriority, metadata.labels ?? {});
  const defaulted: Pod = { ...pod, metadata, spec };
  return { ...defaulted, status: initialStatus(defaulted) };
}

/**
 * A node as its kubelet and the API server would have it: everything of the capacity is allocatable unless said otherwise,
 * and the node carries its name as label `kubernetes.io/hostname`.
 *
 * Source: pkg/apis/core/v1/defaults.go, SetDefaults_NodeStatus; pkg/kubelet/kubelet_node_status.go.
 */
export function defaultNode(node: Node): Node {
  const labels = { ...node.metadata.labels };
  labels["kubernetes.io/hostname"] ??= node.metadata.name;
  const { capacity, allocatable } = node.status ?? {};
  const amounts = {
    ...(capacity === undefined ? {} : { capacity: roundedToMilli(capacity) }),
    ...((allocatable ?? capacity) === undefined ? {} : { allocatable: roundedToMilli(allocatable ?? capacity ?? {}) }),
  };
  return { ...node, metadata: { ...node.metadata, labels }, status: { ...node.status, ...amounts } };
}

/** How long a pod stays on a node that does not answer, in seconds. */
const NODE_FAILURE_TOLERATION_SECONDS = 300;
const NODE_FAILURE_TAINTS: readonly string[] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

function withNodeFailureTolerations(given: readonly Toleration[]): Toleration[] {
  const missing = NODE_FAILURE_TAINTS.filter(
    (taint) => !given.some(({ key, effect }) => (!key || key === taint) && (!effect || effect === "NoExecute")),
  );
  const added = missing.map((key) => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: NODE_FAILURE_TOLERATION_SECONDS,
  }));
  return [...given, ...added];
}

function initialStatus(pod: Pod): NonNullable<Pod["status"]> {
  const status = { phase: "Pending", qosClass: podQosClass(pod), ...pod.status };
  const conditions = status.conditions ?? [];
  const gated = (pod.spec.schedulingGates ?? []).length > 0 && !conditions.some(({ type }) => type === "PodScheduled");
  return gated ? { ...status, conditions: [...conditions, SCHEDULING_GATED] } : status;
}

const SCHEDULING_GATED: PodCondition = {
  type: "PodScheduled",
  status: "False",
  reason: "SchedulingGated",
  message: "Scheduling is blocked due to non-empty scheduling gates",
};
