/** Tolerations that every pod of a DaemonSet gets, so that it stays on nodes in trouble. */
import type { Toleration } from "../../model/index.ts";

/**
 * The pod's own tolerations with those of the controller; one of its own that differs only in tolerationSeconds is replaced.
 *
 * Source: pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations.
 */
export function daemonPodTolerations(own: readonly Toleration[], hostNetwork: boolean): Toleration[] {
  let tolerations = own.slice();
  for (const [name, effect] of hostNetwork ? [...AUTOMATIC, NETWORK_UNAVAILABLE] : AUTOMATIC) {
    const added: Toleration = { key: `node.kubernetes.io/${name}`, operator: "Exists", effect };
    const isSame = ({ key, operator, value, effect: ownEffect }: Toleration): boolean =>
      key === added.key && operator === "Exists" && !value && ownEffect === effect;
    tolerations = tolerations.some(isSame) ? tolerations.map((each) => (isSame(each) ? added : each)) : [...tolerations, added];
  }
  return tolerations;
}

const AUTOMATIC: readonly (readonly [name: string, effect: string])[] = [
  ["not-ready", "NoExecute"],
  ["unreachable", "NoExecute"],
  ["disk-pressure", "NoSchedule"],
  ["memory-pressure", "NoSchedule"],
  ["pid-pressure", "NoSchedule"],
  ["unschedulable", "NoSchedule"],
];

const NETWORK_UNAVAILABLE = ["network-unavailable", "NoSchedule"] as const;
