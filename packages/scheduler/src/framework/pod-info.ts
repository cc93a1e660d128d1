/**
 * A pod as the scheduler sees it: the shared template plus what is its own. Source: pkg/scheduler/framework/types.go (PodInfo,
 * QueuedPodInfo).
 */
import { calculateResource } from "@orrery/sim-core/model";
import type { Pod } from "@orrery/sim-core/model";
import type { PodTemplate } from "./pod-template.ts";
import { resourceVector } from "./resource-vector.ts";
import type { ResourceVector } from "./resource-vector.ts";

export class PodInfo {
  readonly pod: Pod;
  readonly template: PodTemplate;
  readonly name: string;
  readonly namespace: string;
  /** `namespace/name`. */
  readonly key: string;
  readonly uid: string;
  /** What the pod counts on its node: the template's request, or what an in-place resize has left (status.containerStatuses). */
  readonly request: ResourceVector;
  readonly nonZeroMilliCpu: number;
  readonly nonZeroMemory: number;
  /** Being deleted (deletionTimestamp is set). */
  readonly terminating: boolean;
  /** status.startTime in microseconds on the caller's clock, or undefined while the pod has not started. */
  startTimeUs: number | undefined;
  /** status.nominatedNodeName, or "". Kept by the scheduling queue's nominator. */
  nominatedNodeName: string;
  /** Where the pod runs or is assumed to run, or "". */
  nodeName: string;
  /** Indices of the GPU devices the pod uses on its node, where a GPU-sharing plugin chose them at Reserve. */
  gpuDevices: readonly number[] | undefined = undefined;

  constructor(pod: Pod, template: PodTemplate, startTimeUs?: number) {
    this.pod = pod;
    this.template = template;
    this.name = pod.metadata.name;
    this.namespace = template.namespace;
    this.key = `${template.namespace}/${pod.metadata.name}`;
    this.uid = pod.metadata.uid ?? this.key;
    this.terminating = pod.metadata.deletionTimestamp !== undefined;
    this.startTimeUs = startTimeUs;
    this.nominatedNodeName = pod.status?.nominatedNodeName ?? "";
    this.nodeName = pod.spec.nodeName ?? "";
    if (hasResizedStatus(pod)) {
      const exact = calculateResource(pod);
      this.request = resourceVector(exact);
      this.nonZeroMilliCpu = Number(exact.nonZeroMilliCPU);
      this.nonZeroMemory = Number(exact.nonZeroMemory);
    } else {
      this.request = template.request;
      this.nonZeroMilliCpu = template.nonZeroMilliCpu;
      this.nonZeroMemory = template.nonZeroMemory;
    }
  }

  get priority(): number {
    return this.template.priority;
  }
}

function hasResizedStatus(pod: Pod): boolean {
  const status = pod.status;
  if (status === undefined) return false;
  const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  return all.some((c) => c.resources !== undefined || c.allocatedResources !== undefined);
}
