/**
 * The topology spread constraints that hold for a pod: its own, or the defaults with a selector made from Services and owners.
 * Source: pkg/scheduler/framework/plugins/podtopologyspread/common.go, plugins/helper/spread.go.
 */
import {
  compileRequiredNodeAffinity,
  findMatchingUntoleratedTaint,
  Selector,
  selectorFromLabelSelector,
  selectorFromMap,
} from "@orrery/sim-core/model";
import type { RequiredNodeAffinity, TopologySpreadConstraint } from "@orrery/sim-core/model";
import type { Listers, NodeInfo, PodInfo, PodTemplate } from "../framework/index.ts";

export interface SpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly minDomains: number;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

export type WhenUnsatisfiable = "DoNotSchedule" | "ScheduleAnyway";

const NONE: readonly SpreadConstraint[] = [];

export class SpreadConstraints {
  private readonly listers: Listers;
  private readonly defaults: readonly TopologySpreadConstraint[];
  private readonly own = new WeakMap<PodTemplate, Record<WhenUnsatisfiable, readonly SpreadConstraint[]>>();
  private selectors = new WeakMap<PodTemplate, Record<WhenUnsatisfiable, readonly SpreadConstraint[]>>();
  private version = "";

  constructor(listers: Listers, defaults: readonly TopologySpreadConstraint[]) {
    this.listers = listers;
    this.defaults = defaults;
  }

  /** @throws SelectorError when a selector does not parse */
  constraints(pod: PodInfo, when: WhenUnsatisfiable): readonly SpreadConstraint[] {
    if ((pod.template.spec.topologySpreadConstraints ?? []).length > 0) return this.ownConstraints(pod.template)[when];
    if (this.defaults.length === 0) return NONE;
    return this.defaultConstraints(pod)[when];
  }

  private ownConstraints(template: PodTemplate): Record<WhenUnsatisfiable, readonly SpreadConstraint[]> {
    let found = this.own.get(template);
    if (found === undefined) {
      const list = template.spec.topologySpreadConstraints!;
      const of = (when: WhenUnsatisfiable) => list.filter((c) => c.whenUnsatisfiable === when).map((c) => compileConstraint(c, template));
      found = { DoNotSchedule: of("DoNotSchedule"), ScheduleAnyway: of("ScheduleAnyway") };
      this.own.set(template, found);
    }
    return found;
  }

  private defaultConstraints(pod: PodInfo): Record<WhenUnsatisfiable, readonly SpreadConstraint[]> {
    const { services, replicationControllers, replicaSets, statefulSets } = this.listers;
    const version = `${services.version}/${replicationControllers.version}/${replicaSets.version}/${statefulSets.version}`;
    if (version !== this.version) {
      this.selectors = new WeakMap();
      this.version = version;
    }
    let found = this.selectors.get(pod.template);
    if (found === undefined) {
      const selector = defaultSelector(pod, this.listers);
      const of = (when: WhenUnsatisfiable) =>
        selector.isEmpty
          ? NONE
          : this.defaults.filter((c) => c.whenUnsatisfiable === when).map((c) => ({ ...compileConstraint(c, pod.template), selector }));
      found = { DoNotSchedule: of("DoNotSchedule"), ScheduleAnyway: of("ScheduleAnyway") };
      this.selectors.set(pod.template, found);
    }
    return found;
  }
}

/** Whether the node's pods count for the constraint (nodeAffinityPolicy, nodeTaintsPolicy). */
export class InclusionPolicies {
  private readonly required: RequiredNodeAffinity;
  private readonly pod: PodInfo;
  /** The pod selects nodes at all; if not, the affinity policy includes every node. */
  private readonly selects: boolean;

  constructor(pod: PodInfo) {
    this.pod = pod;
    const { nodeSelector, affinity } = pod.template.spec;
    this.selects = nodeSelector !== undefined || affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined;
    this.required = compileRequiredNodeAffinity(pod.template.spec);
  }

  include(constraint: SpreadConstraint, node: NodeInfo): boolean {
    if (constraint.honorsAffinity && this.selects && !this.required.match(node)) return false;
    if (!constraint.honorsTaints || node.taints.length === 0) return true;
    return findMatchingUntoleratedTaint(node.taints as never, this.pod.template.tolerations as never, isDoNotSchedule) === undefined;
  }

  /** Whether every node is included whatever its labels and taints are. */
  includesAll(constraint: SpreadConstraint): boolean {
    return !(constraint.honorsAffinity && this.selects) && !constraint.honorsTaints;
  }
}

function isDoNotSchedule(effect: string): boolean {
  return effect === "NoSchedule" || effect === "NoExecute";
}

function compileConstraint(c: TopologySpreadConstraint, template: PodTemplate): SpreadConstraint {
  let selector = selectorFromLabelSelector(c.labelSelector);
  const keys = (c.matchLabelKeys ?? []).filter((key) => template.labels.has(key));
  if (keys.length > 0 && !selector.isNothing) {
    const requirements = keys.map((key) => ({ key, operator: "=" as const, values: [template.labels.get(key)!] }));
    selector = new Selector([...requirements, ...selector.requirements]);
  }
  return {
    maxSkew: c.maxSkew,
    topologyKey: c.topologyKey,
    selector,
    minDomains: c.minDomains ?? 1,
    honorsAffinity: (c.nodeAffinityPolicy ?? "Honor") === "Honor",
    honorsTaints: (c.nodeTaintsPolicy ?? "Ignore") === "Honor",
  };
}

/** The merged selectors of all Services that select the pod, and of the ReplicationController, ReplicaSet or StatefulSet that owns it. */
function defaultSelector(pod: PodInfo, listers: Listers): Selector {
  const { namespace, labels } = pod.template;
  const merged = new Map<string, string>();
  for (const service of listers.services.values()) {
    const selector = service.spec?.selector;
    if (selector === undefined || (service.metadata.namespace ?? "default") !== namespace || !selectorFromMap(selector).matches(labels))
      continue;
    for (const key of Object.keys(selector)) merged.set(key, selector[key]!);
  }
  const owner = (pod.pod.metadata.ownerReferences ?? []).find((o) => o.controller === true);
  const key = `${namespace}/${owner?.name}`;
  if (owner?.kind === "ReplicationController" && owner.apiVersion === "v1") {
    const selector = listers.replicationControllers.get(key)?.spec?.selector ?? {};
    for (const name of Object.keys(selector)) merged.set(name, selector[name]!);
  }
  const requirements = [...merged].map(([name, value]) => ({ key: name, operator: "=" as const, values: [value] }));
  if (owner?.apiVersion === "apps/v1" && (owner.kind === "ReplicaSet" || owner.kind === "StatefulSet")) {
    const object = owner.kind === "ReplicaSet" ? listers.replicaSets.get(key) : listers.statefulSets.get(key);
    if (object !== undefined) return new Selector([...requirements, ...requirementsOf(object.spec?.selector)]);
  }
  return new Selector(requirements);
}

/** A selector that does not parse, or selects nothing, adds nothing. */
function requirementsOf(labelSelector: Parameters<typeof selectorFromLabelSelector>[0]): Selector["requirements"] {
  try {
    return selectorFromLabelSelector(labelSelector).requirements;
  } catch {
    return [];
  }
}
