/**
 * What all pods made from one template share, compiled once: requests, terms, ports. The template is the unit of scheduling equivalence.
 * Source: pkg/scheduler/framework/types.go (PodInfo.Update, CalculateResource), Kubernetes v1.36.2.
 */
import { calculateResource, labelMap, selectorFromLabelSelector } from "@orrery/sim-core/model";
import type { LabelMap, Pod, PodAffinityTerm, PodSpec, Toleration, WeightedPodAffinityTerm, Selector } from "@orrery/sim-core/model";
import { resourceVector } from "./resource-vector.ts";
import type { ResourceVector } from "./resource-vector.ts";

/** A term of (anti-)affinity with parsed selectors. */
export interface AffinityTerm {
  readonly topologyKey: string;
  /** Listed namespaces; the pod's own when neither list nor selector is given. */
  readonly namespaces: ReadonlySet<string>;
  readonly selector: Selector;
  /** Never undefined: a missing namespaceSelector matches nothing. */
  readonly namespaceSelector: Selector;
}

export interface WeightedAffinityTerm {
  readonly term: AffinityTerm;
  readonly weight: number;
}

export interface HostPort {
  /** "0.0.0.0" when the manifest leaves it out. */
  readonly ip: string;
  /** "TCP" when the manifest leaves it out. */
  readonly protocol: string;
  readonly port: number;
}

export interface PodTemplate {
  /** Dense, in order of first sight. */
  readonly id: number;
  readonly namespace: string;
  readonly labels: LabelMap;
  readonly spec: PodSpec;
  readonly priority: number;
  readonly tolerations: readonly Toleration[];
  /** PodRequests with overhead: what the pod takes from a node's allocatable. */
  readonly request: ResourceVector;
  /** With 100m and 200 MiB for containers that request nothing: what scoring counts. */
  readonly nonZeroMilliCpu: number;
  readonly nonZeroMemory: number;
  readonly hostPorts: readonly HostPort[];
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly WeightedAffinityTerm[];
  readonly preferredAntiAffinity: readonly WeightedAffinityTerm[];
  /** Any of the four lists is non-empty (NodeInfo.PodsWithAffinity). */
  readonly hasAffinity: boolean;
  /** Claims the pod mounts: `namespace/name`. Ephemeral volumes are named after the pod, so they are not here but in PodInfo. */
  readonly claimNames: readonly string[];
  /** Set when a term did not parse: every attempt to schedule the pod is an error with this text. */
  readonly parseError: string | undefined;
}

/** Compiles `pod`; `id` is given by the caller. */
export function compilePodTemplate(id: number, pod: Pod): PodTemplate {
  const spec = pod.spec;
  const namespace = pod.metadata.namespace ?? "default";
  const errors: string[] = [];
  const terms = (name: string, list: PodAffinityTerm[] | undefined) =>
    collect(name, errors, () => (list ?? []).map((term) => compileTerm(term, namespace)));
  const weighted = (name: string, list: WeightedPodAffinityTerm[] | undefined) =>
    collect(name, errors, () => (list ?? []).map((w) => ({ term: compileTerm(w.podAffinityTerm, namespace), weight: w.weight })));
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  const requiredAffinity = terms("requiredAffinityTerms", podAffinity?.requiredDuringSchedulingIgnoredDuringExecution);
  const requiredAntiAffinity = terms("requiredAntiAffinityTerms", podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution);
  const preferredAffinity = weighted("preferredAffinityTerms", podAffinity?.preferredDuringSchedulingIgnoredDuringExecution);
  const preferredAntiAffinity = weighted("preferredAntiAffinityTerms", podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution);
  const amounts = calculateResource({ metadata: pod.metadata, spec });
  return {
    id,
    namespace,
    labels: labelMap(pod.metadata.labels),
    spec,
    priority: spec.priority ?? 0,
    tolerations: spec.tolerations ?? [],
    request: resourceVector(amounts),
    nonZeroMilliCpu: Number(amounts.nonZeroMilliCPU),
    nonZeroMemory: Number(amounts.nonZeroMemory),
    hostPorts: hostPortsOf(spec),
    requiredAffinity,
    requiredAntiAffinity,
    preferredAffinity,
    preferredAntiAffinity,
    hasAffinity: requiredAffinity.length + requiredAntiAffinity.length + preferredAffinity.length + preferredAntiAffinity.length > 0,
    claimNames: (spec.volumes ?? []).flatMap((v) => (v.persistentVolumeClaim ? [`${namespace}/${v.persistentVolumeClaim.claimName}`] : [])),
    parseError: errors.length > 1 ? `[${errors.join(", ")}]` : errors[0],
  };
}

/** Whether `term` selects a pod of `namespace` with `labels` (AffinityTerm.Matches); `namespaceLabels` are those of that namespace. */
export function termMatches(term: AffinityTerm, namespace: string, labels: LabelMap, namespaceLabels: LabelMap): boolean {
  if (!term.namespaces.has(namespace) && !term.namespaceSelector.matches(namespaceLabels)) return false;
  return term.selector.matches(labels);
}

/** A list with one term that does not parse counts as empty, and its error is kept (PodInfo.Update). */
function collect<T>(name: string, errors: string[], compile: () => T[]): T[] {
  try {
    return compile();
  } catch (error) {
    errors.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function compileTerm(term: PodAffinityTerm, namespace: string): AffinityTerm {
  return {
    topologyKey: term.topologyKey,
    namespaces: termNamespaces(term, namespace),
    selector: selectorFromLabelSelector(term.labelSelector),
    namespaceSelector: selectorFromLabelSelector(term.namespaceSelector),
  };
}

function termNamespaces(term: PodAffinityTerm, namespace: string): ReadonlySet<string> {
  if ((term.namespaces ?? []).length === 0 && term.namespaceSelector === undefined) return new Set([namespace]);
  return new Set(term.namespaces ?? []);
}

/** Host ports of the app containers and of restartable init containers (pkg/scheduler/util/utils.go, GetHostPorts). */
export function hostPortsOf(spec: PodSpec): HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter((c) => c.restartPolicy === "Always");
  const out: HostPort[] = [];
  for (const container of [...spec.containers, ...sidecars]) {
    for (const port of container.ports ?? []) {
      if ((port.hostPort ?? 0) > 0) out.push({ ip: port.hostIP || "0.0.0.0", protocol: port.protocol || "TCP", port: port.hostPort! });
    }
  }
  return out;
}
