/**
 * When a pod that NodeResourcesFit refused should be tried again: room was freed, or a node is large enough now.
 * Source: pkg/scheduler/framework/plugins/noderesources/fit.go (isSchedulableAfter*), Kubernetes v1.36.2.
 */
import { calculateResource } from "@orrery/sim-core/model";
import type { CalculatedResource, Node, Pod } from "@orrery/sim-core/model";
import { Action, NodeInfo } from "../framework/index.ts";
import type { EventRegistration, ExactAmounts, HintDecision, PodInfo } from "../framework/index.ts";
import { afterDeviceClassChange } from "./device-class-hint.ts";
import { hasPlace, isSamePod } from "./same-pod.ts";

export function fitEvents(): EventRegistration[] {
  // One change is put before many waiting pods: its objects are read once.
  const podAmounts = new WeakMap<Pod, CalculatedResource>();
  const amountsOf = (pod: Pod): CalculatedResource => podAmounts.get(pod) ?? remember(podAmounts, pod, calculateResource(pod));
  const nodeRoom = new WeakMap<Node, Room>();
  const roomOf = (node: Node): Room => nodeRoom.get(node) ?? remember(nodeRoom, node, readRoom(node));
  return [
    {
      event: { resource: "Pod", action: Action.Delete | Action.UpdatePodScaleDown },
      hint: (pod, oldPod, newPod) => afterPodEvent(pod, oldPod as Pod, newPod as Pod | undefined, amountsOf),
    },
    {
      event: { resource: "Node", action: Action.Add | Action.UpdateNodeAllocatable },
      hint: (pod, oldNode, newNode) =>
        afterNodeChange(pod.template.request.exact, oldNode === undefined ? undefined : roomOf(oldNode as Node), roomOf(newNode as Node)),
    },
    { event: { resource: "DeviceClass", action: Action.Add | Action.Update }, hint: afterDeviceClassChange },
  ];
}

/** An empty node. */
interface Room {
  readonly pods: number;
  readonly amounts: Amounts;
}

type Amounts = Pick<ExactAmounts, "milliCPU" | "memory" | "ephemeralStorage" | "scalar">;

function readRoom(node: Node): Room {
  const info = new NodeInfo(0, node);
  return { pods: info.allocatablePods, amounts: info.exactAllocatable() };
}

function afterPodEvent(pod: PodInfo, before: Pod, after: Pod | undefined, amountsOf: (pod: Pod) => Amounts): HintDecision {
  if (after === undefined) return hasPlace(before) ? "Queue" : "QueueSkip";
  if (isSamePod(pod, after)) return "Queue";
  if (!after.spec.nodeName) return "QueueSkip";
  return someIsLess(amountsOf(after), amountsOf(before), pod.request.exact) ? "Queue" : "QueueSkip";
}

function afterNodeChange(request: Amounts, before: Room | undefined, after: Room): HintDecision {
  if (after.pods < 1 || !isWithin(request, after.amounts)) return "QueueSkip";
  if (before === undefined || after.pods > before.pods) return "Queue";
  return someIsLess(before.amounts, after.amounts, request) ? "Queue" : "QueueSkip";
}

/** Whether `a` has less than `b` of something that is requested. */
function someIsLess(a: Amounts, b: Amounts, request: Amounts): boolean {
  if (request.milliCPU > 0n && a.milliCPU < b.milliCPU) return true;
  if (request.memory > 0n && a.memory < b.memory) return true;
  if (request.ephemeralStorage > 0n && a.ephemeralStorage < b.ephemeralStorage) return true;
  for (const [name, amount] of request.scalar) {
    if (amount !== 0n && (a.scalar.get(name) ?? 0n) < (b.scalar.get(name) ?? 0n)) return true;
  }
  return false;
}

function isWithin(request: Amounts, room: Amounts): boolean {
  if (request.milliCPU > 0n && request.milliCPU > room.milliCPU) return false;
  if (request.memory > 0n && request.memory > room.memory) return false;
  if (request.ephemeralStorage > 0n && request.ephemeralStorage > room.ephemeralStorage) return false;
  for (const [name, amount] of request.scalar) {
    if (amount !== 0n && amount > (room.scalar.get(name) ?? 0n)) return false;
  }
  return true;
}

function remember<K extends WeakKey, V>(map: WeakMap<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}
