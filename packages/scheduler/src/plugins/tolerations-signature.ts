/**
 * What of a pod's tolerations must be equal for two pods to share a ranking. Source: kube-scheduler/framework/signers.go
 * (TolerationsSigner).
 */
import type { Toleration } from "@orrery/sim-core/model";
import type { PodInfo } from "../framework/index.ts";

/** All tolerations, by key and value. */
export function tolerationsSignature(pod: PodInfo): readonly Toleration[] {
  return pod.template.tolerations.toSorted((a, b) => byText(a.key ?? "", b.key ?? "") || byText(a.value ?? "", b.value ?? ""));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
