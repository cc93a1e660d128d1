/** What of a pod the resource plugins read, for comparing pods. Source: fit.go and balanced_allocation.go (SignPod). */
import type { PodInfo } from "../framework/index.ts";

export function resourcesSignature(pod: PodInfo): unknown {
  const { milliCpu, memory, ephemeralStorage, scalar } = pod.template.request;
  return [milliCpu, memory, ephemeralStorage, [...scalar].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))];
}
