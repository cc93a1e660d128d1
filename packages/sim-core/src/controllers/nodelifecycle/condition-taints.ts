/** Taints with effect NoSchedule that follow a node's conditions at once. */
import type { NodeCondition, Taint } from "../../model/index.ts";

export interface TaintChange {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

/** The taints that a node should have, in the order of its conditions. Source: node_lifecycle_controller.go, doNoScheduleTaintingPass. */
export function conditionTaints(conditions: readonly Pick<NodeCondition, "type" | "status">[], unschedulable: boolean): Taint[] {
  const keys = conditions.flatMap(({ type, status }) => TAINT_KEYS.get(`${type}=${status}`) ?? []);
  if (unschedulable) keys.push(UNSCHEDULABLE);
  return keys.map((key) => ({ key, effect: "NoSchedule" }));
}

/**
 * What to change so that a node's NoSchedule taints agree with its conditions; taints of other keys are left alone.
 *
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, doNoScheduleTaintingPass.
 */
export function noScheduleTaintChange(
  conditions: readonly Pick<NodeCondition, "type" | "status">[],
  unschedulable: boolean,
  taints: readonly Taint[],
): TaintChange {
  const wanted = conditionTaints(conditions, unschedulable);
  const present = taints.filter(({ key, effect }) => effect === "NoSchedule" && MANAGED_KEYS.has(key));
  return {
    add: wanted.filter(({ key }) => !present.some((taint) => taint.key === key)),
    remove: present.filter(({ key }) => !wanted.some((taint) => taint.key === key)),
  };
}

const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

const TAINT_KEYS: ReadonlyMap<string, string> = new Map([
  ["Ready=False", "node.kubernetes.io/not-ready"],
  ["Ready=Unknown", "node.kubernetes.io/unreachable"],
  ["MemoryPressure=True", "node.kubernetes.io/memory-pressure"],
  ["DiskPressure=True", "node.kubernetes.io/disk-pressure"],
  ["NetworkUnavailable=True", "node.kubernetes.io/network-unavailable"],
  ["PIDPressure=True", "node.kubernetes.io/pid-pressure"],
]);

const MANAGED_KEYS: ReadonlySet<string> = new Set([...TAINT_KEYS.values(), UNSCHEDULABLE]);
