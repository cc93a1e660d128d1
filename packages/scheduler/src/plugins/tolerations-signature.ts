/**
 * What of a pod's tolerations must be equal for two pods to share a ranking. Source: kube-scheduler/framework/signers.go
 * (TolerationsSigner).
 */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { Toleration } from "@orrery/sim-core/model";
import type { PodInfo } from "../framework/index.ts";

/** All tolerations, by key and value. */
export function tolerationsSignature(pod: PodInfo): readonly Toleration[] {
  return pod.template.tolerations.toSorted((a, b) => byCodeUnits(a.key ?? "", b.key ?? "") || byCodeUnits(a.value ?? "", b.value ?? ""));
}
