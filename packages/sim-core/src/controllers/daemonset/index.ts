/** Decisions of the DaemonSet controller: which nodes, which pods there, how an update proceeds. */
export { type DaemonPod, daemonPodOrder } from "./daemon-pod.ts";
export { daemonPodTolerations } from "./daemon-pod-tolerations.ts";
export { daemonPlacement, type DaemonPlacement, type DaemonPlacementRule } from "./daemon-placement.ts";
export { daemonPodsOnNode, type DaemonNodePlan, type DaemonNodeSettings, FAILED_DAEMON_POD_BACKOFF } from "./daemon-pods-on-node.ts";
export { type DaemonNode, daemonRollingUpdate, type DaemonUpdate } from "./daemon-rolling-update.ts";
export { type DaemonUpdateLimits, daemonUpdateLimits } from "./daemon-update-limits.ts";
