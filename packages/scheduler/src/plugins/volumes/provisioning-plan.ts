/**
 * Where a claim's class can make a new volume: the class's topologies and, for drivers that track it, free capacity.
 * Source: volumebinding/binder.go (checkVolumeProvisions, hasEnoughCapacity), Kubernetes v1.36.2.
 */
import { parseQuantity, selectorFromLabelSelector } from "@orrery/sim-core/model";
import type {
  CSIStorageCapacity,
  LabelMap,
  LabelSelector,
  PersistentVolumeClaim,
  Quantity,
  Selector,
  StorageClass,
  TopologySelectorTerm,
} from "@orrery/sim-core/model";
import type { Listers } from "../../framework/index.ts";
import { claimSize } from "./volume-candidates.ts";

export interface ProvisioningPlan {
  readonly isSupported: boolean;
  /** One of these must match; undefined: any node will do. */
  readonly topologies: readonly Selector[] | undefined;
  /** The nodes of the capacities that are large enough: one must match; undefined: capacity is not tracked. */
  readonly capacities: readonly Selector[] | undefined;
}

export type ProvisioningVerdict = "possible" | "impossible" | "no space";

export function provisioningPlan(listers: Listers, claim: PersistentVolumeClaim, storageClass: StorageClass): ProvisioningPlan {
  const provisioner = storageClass.provisioner;
  const isSupported = (provisioner ?? "") !== "" && provisioner !== "kubernetes.io/no-provisioner";
  if (!isSupported) return { isSupported, topologies: undefined, capacities: undefined };
  return {
    isSupported,
    topologies: topologySelectors(storageClass.allowedTopologies),
    capacities: capacitySelectors(listers, claim, storageClass),
  };
}

/** Whether a volume for a pod on a node with `labels` can be made. */
export function canProvision(plan: ProvisioningPlan, labels: LabelMap): ProvisioningVerdict {
  if (!plan.isSupported) return "impossible";
  if (plan.topologies !== undefined && !plan.topologies.some((selector) => selector.matches(labels))) return "impossible";
  if (plan.capacities !== undefined && !plan.capacities.some((selector) => selector.matches(labels))) return "no space";
  return "possible";
}

/** The size that a capacity object says a new volume may have (volumeLimit). */
export function volumeLimit(capacity: CSIStorageCapacity): Quantity | undefined {
  const limit = capacity.maximumVolumeSize ?? capacity.capacity;
  return limit === undefined ? undefined : parseQuantity(limit);
}

/** An empty list allows every node, an empty term none (MatchTopologySelectorTerms). */
function topologySelectors(terms: readonly TopologySelectorTerm[] | undefined): readonly Selector[] | undefined {
  if (terms === undefined || terms.length === 0) return undefined;
  return terms.flatMap((term) => {
    const expressions = (term.matchLabelExpressions ?? []).map(({ key, values }) => ({ key, operator: "In", values }));
    return expressions.length === 0 ? [] : validSelector({ matchExpressions: expressions });
  });
}

/** Capacity counts only for a claim with a size and a CSI driver that asks for it. */
function capacitySelectors(listers: Listers, claim: PersistentVolumeClaim, storageClass: StorageClass): readonly Selector[] | undefined {
  if (claim.spec.resources?.requests?.["storage"] === undefined) return undefined;
  if (listers.csiDrivers.get(storageClass.provisioner)?.spec?.storageCapacity !== true) return undefined;
  const sizeBytes = claimSize(claim).value();
  const selectors: Selector[] = [];
  for (const capacity of listers.csiStorageCapacities.values()) {
    if (capacity.storageClassName !== storageClass.metadata.name || capacity.nodeTopology === undefined) continue;
    const limit = volumeLimit(capacity);
    if (limit !== undefined && limit.value() >= sizeBytes) selectors.push(...validSelector(capacity.nodeTopology));
  }
  return selectors;
}

/** One that does not parse matches no node. */
function validSelector(selector: LabelSelector): Selector[] {
  try {
    return [selectorFromLabelSelector(selector)];
  } catch {
    return [];
  }
}
