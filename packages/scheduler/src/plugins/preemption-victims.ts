/**
 * The least harmful set of victims on one node: all lower-priority pods leave, then the important ones are taken back while the pod still
 * fits.
 * Source: pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go (SelectVictimsOnNode, filterPodsWithPDBViolation).
 */
import { selectorFromLabelSelector } from "@orrery/sim-core/model";
import type { PodDisruptionBudget, Selector } from "@orrery/sim-core/model";
import { unresolvable } from "../framework/index.ts";
import type { FailedSearch, NodeInfo, PodInfo, Status, Victims } from "../framework/index.ts";

/** A budget with its selector parsed; budgets that match nothing are left out. */
export interface Budget {
  readonly namespace: string;
  readonly selector: Selector;
  readonly allowed: number;
  readonly disrupted: ReadonlySet<string>;
}

export function compileBudgets(objects: Iterable<PodDisruptionBudget>): Budget[] {
  const budgets: Budget[] = [];
  for (const object of objects) {
    const selector = parse(object);
    // A nil or empty selector matches nothing here.
    if (selector === undefined || selector.isEmpty || selector.isNothing) continue;
    budgets.push({
      namespace: object.metadata.namespace ?? "default",
      selector,
      allowed: object.status?.disruptionsAllowed ?? 0,
      disrupted: new Set(Object.keys(object.status?.disruptedPods ?? {})),
    });
  }
  return budgets;
}

/** Victims on the node, or the status that says why preemption does not help there. `node` itself is not changed. */
export function selectVictims(search: FailedSearch, original: NodeInfo, budgets: readonly Budget[]): Victims | { status: Status } {
  const { pod } = search.cycle;
  const potential = original.pods.filter((other) => other.priority < pod.priority);
  if (potential.length === 0) return { status: unresolvable("", "No preemption victims found for incoming pod") };
  const node = original.clone();
  const states = search.states.clone();
  for (const victim of potential) {
    const failed = search.removePod(states, victim, node);
    if (failed !== undefined) return { status: failed };
  }
  const refused = search.runFilters(states, node);
  if (refused !== undefined) return { status: refused };

  const byImportance = moreImportantFirst(search.nowUs());
  const { violating, others } = splitByBudget([...potential].sort(byImportance), budgets);
  const victims: PodInfo[] = [];
  let pdbViolations = 0;
  for (const [list, isViolating] of [
    [violating, true],
    [others, false],
  ] as const) {
    for (const candidate of list) {
      const added = search.addPod(states, candidate, node);
      if (added !== undefined) return { status: added };
      if (search.runFilters(states, node) === undefined) continue;
      const removed = search.removePod(states, candidate, node);
      if (removed !== undefined) return { status: removed };
      victims.push(candidate);
      if (isViolating) pdbViolations += 1;
    }
  }
  if (victims.length === 0) {
    return { status: { code: "Error", plugin: "", reasons: [`expected at least one victim pod on node "${original.name}"`] } };
  }
  if (violating.length > 0 && others.length > 0) victims.sort(byImportance);
  return { node: original, pods: victims, pdbViolations };
}

/** Higher priority first, then the longer running; a pod that has not started counts as started now. */
export function moreImportantFirst(nowUs: number): (a: PodInfo, b: PodInfo) => number {
  return (a, b) => b.priority - a.priority || (a.startTimeUs ?? nowUs) - (b.startTimeUs ?? nowUs);
}

function splitByBudget(pods: readonly PodInfo[], budgets: readonly Budget[]): { violating: PodInfo[]; others: PodInfo[] } {
  const left = budgets.map((budget) => budget.allowed);
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const pod of pods) {
    let violates = false;
    for (let i = 0; i < budgets.length; i++) {
      const budget = budgets[i]!;
      if (pod.template.labels.size === 0 || budget.namespace !== pod.namespace || budget.disrupted.has(pod.name)) continue;
      if (!budget.selector.matches(pod.template.labels)) continue;
      left[i] = left[i]! - 1;
      if (left[i]! < 0) violates = true;
    }
    (violates ? violating : others).push(pod);
  }
  return { violating, others };
}

function parse(budget: PodDisruptionBudget): Selector | undefined {
  try {
    return selectorFromLabelSelector(budget.spec?.selector);
  } catch {
    return undefined;
  }
}
