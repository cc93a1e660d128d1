/**
 * What a kubelet checks of a pod that is bound to its node: room, labels, taints, pressure. A pod that it refuses fails at once.
 *
 * Source: pkg/kubelet/lifecycle/predicate.go, pkg/kubelet/eviction/eviction_manager.go (Admit), pkg/scheduler/eventhandlers.go
 * (AdmissionCheck).
 *
 * Not modelled: critical pods that make room for themselves; host ports.
 */
import {
  compileRequiredNodeAffinity,
  findMatchingUntoleratedTaint,
  labelMap,
  type Node,
  parseQuantity,
  podRequests,
  toleratesTaint,
} from "../model/index.ts";
import type { PodEnd } from "../store/index.ts";
import { isStaticPod } from "./critical-pod.ts";
import type { PressureCondition } from "./eviction-signals.ts";
import type { PodProgram } from "./pod-program.ts";

/** Room on a node: thousandths of a core, bytes, pods. */
export interface NodeRoom {
  pods: number;
  milliCpu: number;
  memoryBytes: number;
  diskBytes: number;
}

export interface AdmissionContext {
  readonly node: Node;
  /** What the node's status says is allocatable. */
  readonly allocatable: Readonly<NodeRoom>;
  /** What the pods hold that the kubelet has admitted and whose containers have not all ended. */
  readonly used: Readonly<NodeRoom>;
  /** The same pods. */
  readonly admitted: () => readonly PodProgram[];
  readonly pressures: ReadonlySet<PressureCondition>;
  readonly shuttingDown: boolean;
}

export function allocatableRoom({ status }: Node): NodeRoom {
  const amounts = status?.allocatable ?? {};
  const whole = (name: string): number => Number(parseQuantity(amounts[name] ?? 0).value());
  return {
    pods: whole("pods"),
    milliCpu: Number(parseQuantity(amounts["cpu"] ?? 0).milliValue()),
    memoryBytes: whole("memory"),
    diskBytes: whole("ephemeral-storage"),
  };
}

/** @returns why the pod fails; undefined: it is admitted. */
export function refusal(pod: PodProgram, context: AdmissionContext): PodEnd | undefined {
  const end = pressureRefusal(pod, context.pressures) ?? resourceRefusal(pod, context) ?? placementRefusal(pod, context.node);
  if (end !== undefined || !context.shuttingDown) return end;
  return { reason: "NodeShutdown", message: "Pod was rejected as the node is shutting down." };
}

function pressureRefusal(pod: PodProgram, pressures: ReadonlySet<PressureCondition>): PodEnd | undefined {
  if (pressures.size === 0 || pod.critical) return undefined;
  if (pressures.size === 1 && pressures.has("MemoryPressure")) {
    const tolerations = pod.source.spec.tolerations ?? [];
    if (pod.qos !== "BestEffort" || tolerations.some((each) => toleratesTaint(each, MEMORY_PRESSURE))) return undefined;
  }
  return { reason: "Evicted", message: `Pod was rejected: The node had condition: [${[...pressures].join(" ")}]. ` };
}

const MEMORY_PRESSURE = { key: "node.kubernetes.io/memory-pressure", effect: "NoSchedule" };

type Short = (name: string, requested: number, inUse: number, capacity: number) => PodEnd | undefined;

const short: Short = (name, requested, inUse, capacity) =>
  requested > 0 && requested > capacity - inUse
    ? {
        reason: `OutOf${name}`,
        message: `Pod was rejected: Node didn't have enough resource: ${name}, requested: ${requested}, used: ${inUse}, capacity: ${capacity}`,
      }
    : undefined;

/** In the order in which the scheduler's fit names what is short. */
function resourceRefusal(pod: PodProgram, { node, allocatable, used, admitted }: AdmissionContext): PodEnd | undefined {
  const { milliCpu, memoryBytes, diskBytes } = pod.requests;
  return (
    short("pods", 1, used.pods, allocatable.pods) ??
    short("cpu", milliCpu, used.milliCpu, allocatable.milliCpu) ??
    short("memory", memoryBytes, used.memoryBytes, allocatable.memoryBytes) ??
    short("ephemeral-storage", diskBytes, used.diskBytes, allocatable.diskBytes) ??
    (namesOther(pod) ? otherRefusal(pod, node, admitted()) : undefined)
  );
}

const CORE: readonly string[] = ["cpu", "memory", "ephemeral-storage", "pods"];

/** Extended resources and huge pages: few pods ask for them, so nothing is kept of them. */
function otherRefusal(pod: PodProgram, node: Node, admitted: readonly PodProgram[]): PodEnd | undefined {
  const amountOf = (each: PodProgram, name: string): number => Number(podRequests(each.pod).get(name)?.value() ?? 0);
  for (const name of podRequests(pod.pod).keys()) {
    if (CORE.includes(name)) continue;
    const inUse = admitted.reduce((sum, each) => sum + (namesOther(each) ? amountOf(each, name) : 0), 0);
    const capacity = Number(parseQuantity(node.status?.allocatable?.[name] ?? 0).value());
    const end = short(name, amountOf(pod, name), inUse, capacity);
    if (end !== undefined) return end;
  }
  return undefined;
}

function namesOther({ containers }: PodProgram): boolean {
  return containers.some(({ spec }) => Object.keys(spec.resources?.requests ?? {}).some((name) => !CORE.includes(name)));
}

function placementRefusal({ pod, source }: PodProgram, node: Node): PodEnd | undefined {
  const { spec } = source;
  if (spec.nodeSelector !== undefined || spec.affinity?.nodeAffinity !== undefined) {
    const affinity = compileRequiredNodeAffinity(spec);
    if (!affinity.match({ name: node.metadata.name, labels: labelMap(node.metadata.labels) })) {
      const why = "node(s) didn't match Pod's node affinity/selector";
      return { reason: "NodeAffinity", message: `Pod was rejected: Predicate NodeAffinity failed: ${why}` };
    }
  }
  const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect === "NoExecute");
  if (taints.length === 0 || isStaticPod(pod)) return undefined;
  const taint = findMatchingUntoleratedTaint(taints, spec.tolerations ?? [], () => true);
  if (taint === undefined) return undefined;
  return { reason: "TaintToleration", message: "Pod was rejected: Predicate TaintToleration failed: node(s) had untolerated taint(s)" };
}
