/** The conditions that a kubelet reports of its node. */
import type { Node, NodeCondition } from "../model/index.ts";
import type { PressureCondition } from "./eviction-signals.ts";

export interface ReportedState {
  /** Why it is not ready; undefined: it is. */
  readonly notReady: string | undefined;
  readonly pressures: ReadonlySet<PressureCondition>;
}

/**
 * The node with these conditions; the same object where it has them. A node that has none at all counts as ready and without pressure, so
 * those are not written to it.
 *
 * Source: pkg/kubelet/nodestatus/setters.go. Not modelled: heartbeat and transition times, which nothing here reads.
 */
export function withConditions(node: Node, state: ReportedState): Node {
  const current = node.status?.conditions ?? [];
  const wanted = conditionsOf(state);
  const isHealthy = state.notReady === undefined && state.pressures.size === 0;
  if (current.length === 0 && isHealthy) return node;
  if (wanted.every((condition) => current.some((each) => isSame(each, condition)))) return node;
  const others = current.filter(({ type }) => !wanted.some((each) => each.type === type));
  return { ...node, status: { ...node.status, conditions: [...others, ...wanted] } };
}

function conditionsOf({ notReady, pressures }: ReportedState): NodeCondition[] {
  const pressure = (type: PressureCondition, bad: string, good: string): NodeCondition =>
    pressures.has(type) ? { type, status: "True", reason: bad } : { type, status: "False", reason: good };
  return [
    pressure("MemoryPressure", "KubeletHasInsufficientMemory", "KubeletHasSufficientMemory"),
    pressure("DiskPressure", "KubeletHasDiskPressure", "KubeletHasNoDiskPressure"),
    pressure("PIDPressure", "KubeletHasInsufficientPID", "KubeletHasSufficientPID"),
    notReady === undefined
      ? { type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" }
      : { type: "Ready", status: "False", reason: "KubeletNotReady", message: notReady },
  ];
}

/** What a healthy condition says in words makes no difference. */
function isSame(left: NodeCondition, right: NodeCondition): boolean {
  const isHealthy = (right.type === "Ready") === (right.status === "True");
  const same = left.type === right.type && left.status === right.status && left.reason === right.reason;
  return same && (isHealthy || (left.message ?? "") === (right.message ?? ""));
}
