/** Pods and queues for the tests of this room. */
import type { Pod } from "@orrery/sim-core/model";
import { Action, compilePodTemplate, PodInfo } from "../framework/index.ts";
import type { Plugin } from "../framework/index.ts";
import { SECOND_US } from "./backoff.ts";
import type { QueueProfile } from "./hint-map.ts";
import { recordRejection } from "./queued-pod.ts";
import { SchedulingQueue } from "./scheduling-queue.ts";
import type { SchedulingQueueOptions, SubQueue } from "./scheduling-queue.ts";

export interface PodWish {
  readonly priority?: number;
  readonly uid?: string;
  readonly gates?: readonly string[];
  readonly labels?: Record<string, string>;
  readonly schedulerName?: string;
  readonly nominatedNodeName?: string;
  readonly cpu?: string;
}

export function testPod(name: string, wish: PodWish = {}): PodInfo {
  const pod: Pod = {
    metadata: { name, namespace: "default", uid: wish.uid ?? `uid-${name}`, labels: wish.labels ?? {} },
    spec: {
      containers: [{ name: "c", resources: { requests: { cpu: wish.cpu ?? "1" } } }],
      schedulerName: wish.schedulerName ?? "default-scheduler",
      priority: wish.priority ?? 0,
      schedulingGates: (wish.gates ?? []).map((gate) => ({ name: gate })),
    },
    status: wish.nominatedNodeName === undefined ? {} : { nominatedNodeName: wish.nominatedNodeName },
  };
  return new PodInfo(pod, compilePodTemplate(0, pod));
}

/** Keeps pods with scheduling gates out. */
export const gates: Plugin = {
  name: "SchedulingGates",
  preEnqueue: (pod) =>
    (pod.pod.spec.schedulingGates ?? []).length === 0
      ? undefined
      : { code: "UnschedulableAndUnresolvable", plugin: "SchedulingGates", reasons: ["waiting"] },
};

/** Fit hears of new nodes and leaving pods; Affinity of assigned pods with a hint; Volumes of claims; SchedulingGates of lifted gates. */
export const testProfile: QueueProfile = {
  preEnqueue: [gates],
  registrations: [
    { plugin: "SchedulingGates", event: { resource: "Pod", action: Action.UpdatePodSchedulingGatesEliminated } },
    { plugin: "Fit", event: { resource: "Node", action: Action.Add | Action.UpdateNodeAllocatable } },
    { plugin: "Fit", event: { resource: "Pod", action: Action.Delete | Action.UpdatePodScaleDown } },
    { plugin: "Affinity", event: { resource: "Pod", action: Action.Add | Action.UpdatePodLabel }, hint: sameApp },
    { plugin: "Volumes", event: { resource: "PersistentVolumeClaim", action: Action.Add | Action.Update } },
  ],
};

function sameApp(pod: PodInfo, _oldObject: unknown, newObject: unknown): "Queue" | "QueueSkip" {
  return (newObject as Pod).metadata.labels?.["app"] === pod.pod.metadata.labels?.["app"] ? "Queue" : "QueueSkip";
}

export function testQueue(options: Partial<SchedulingQueueOptions> = {}): SchedulingQueue {
  return new SchedulingQueue({
    profiles: new Map([["default-scheduler", testProfile]]),
    backoff: { initialUs: SECOND_US, maxUs: 10 * SECOND_US },
    ...options,
  });
}

/** Pops the next pod, which must be `name`, and hands it back as refused by `plugins`. */
export function refuse(
  queue: SchedulingQueue,
  name: string,
  nowUs: number,
  plugins: readonly string[],
  pending: readonly string[] = [],
): SubQueue | undefined {
  const queued = queue.pop(nowUs);
  if (queued?.podInfo.name !== name) throw new Error(`popped ${queued?.podInfo.name ?? "nothing"} instead of ${name}`);
  recordRejection(queued, plugins, pending);
  return queue.addUnschedulableIfNotPresent(queued, nowUs);
}

export const NODE_ADD = { resource: "Node", action: Action.Add } as const;
export const POD_GONE = { resource: "AssignedPod", action: Action.Delete } as const;
export const POD_ADD = { resource: "AssignedPod", action: Action.Add } as const;
export const CLAIM_ADD = { resource: "PersistentVolumeClaim", action: Action.Add } as const;
