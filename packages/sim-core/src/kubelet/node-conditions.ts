/** The conditions that a kubelet reports of its node. */
import type { Node, NodeCondition } from "../model/index.ts";
import type { PressureCondition } from "./eviction-signals.ts";

export interface ReportedState {
  /** Why it is not ready; undefined: it is. */
  readonly notReady: string | undefined;
  readonly pressures: ReadonlySet<PressureCondition>;
}

/**
 * The node with these conditions; the same object where it has them. What is not listed counts as healthy, and of what is healthy only the
 * status counts: a manifest or a dump words it in its own way, and no kubelet writes to a node only to word it anew.
 *
 * Source: pkg/kubelet/nodestatus/setters.go. Not modelled: heartbeat and transition times, which nothing here reads.
 */
export function withConditions(node: Node, state: ReportedState): Node {
  const current = node.status?.conditions ?? [];
  const wanted = conditionsOf(state);
  if (wanted.every((condition) => has(current, condition))) return node;
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

function has(conditions: readonly NodeCondition[], wanted: NodeCondition): boolean {
  const found = conditions.find(({ type }) => type === wanted.type);
  if (wanted.status === (wanted.type === "Ready" ? "True" : "False")) return found === undefined || found.status === wanted.status;
  return found?.status === wanted.status && found.reason === wanted.reason && (found.message ?? "") === (wanted.message ?? "");
}
