/**
 * How pods and nodes fared once pods were bound: the part of the report that runs with behaviours, or with faults, have. Documented in
 * docs/report-format.md. CPU is in microseconds of CPU time, integrals over the run.
 */

export interface Life {
  readonly cluster: PoolLife;
  /** Those that suffer most first, as all lists of it. */
  readonly workloads: readonly LifeFigures[];
  /** In the order of the report's `pools`. */
  readonly pools: readonly PoolLife[];
  readonly nodes: readonly NodeLife[];
  /** null: no pool offers more CPU than its machines have. */
  readonly oversell: Oversell | null;
}

export interface LifeFigures {
  readonly name: string;
  /** Pods that had a node. */
  readonly pods: number;
  readonly restarts: { readonly total: number; readonly pods: number; readonly byReason: readonly ReasonCount[] };
  /** Containers that the kernel killed for memory. */
  readonly oomKills: number;
  /** Probes that failed as often in a row as their threshold says. */
  readonly probeFailures: { readonly startup: number; readonly liveness: number; readonly readiness: number };
  /** Pods that were evicted, by signal of the node's pressure, or by the reason given. */
  readonly evictions: { readonly total: number; readonly byReason: readonly ReasonCount[] };
  /** Pods that ended, or whose deletion was asked for, while their node's machine was down or gone. */
  readonly podsLost: number;
  readonly ready: ReadyTimes;
  readonly cpu: CpuFigures;
  /** null: nothing was used. */
  readonly memory: MemoryFigures | null;
}

export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

export interface ReadyTimes {
  /** Pods that got ready and did not run from the start; the times are theirs. */
  readonly pods: number;
  /** Pods on a node that never got ready. */
  readonly never: number;
  readonly fromCreation: Spread | null;
  readonly fromBinding: Spread | null;
}

/** By nearest rank. */
export interface Spread {
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

export interface CpuFigures {
  /** Got. Of pools and nodes with what runs beside the pods. */
  readonly usedUs: number;
  readonly wantedUs: number;
  readonly throttledUs: number;
  /** Requests and limits of the pods, each for as long as it held its node. */
  readonly requestedUs: number;
  readonly limitUs: number;
  /** Pods with a container without a limit: they are not in `limitUs`. */
  readonly podsWithoutLimit: number;
  /** Work wanted over work done, 1 is undisturbed; null: nothing was done. */
  readonly slowdown: number | null;
  /** Time that CPUs waited for a quota, of the time that they worked or waited for one; null: nothing was done. */
  readonly throttledShare: number | null;
}

/** Of the pod (of a workload) or the node (of a pool) that came closest to its bound: limit, else request; or hardware. */
export interface MemoryFigures {
  readonly of: string;
  readonly peakBytes: number;
  readonly requestBytes: number;
  /** null: a container has none. */
  readonly limitBytes: number | null;
  /** null for a pod. */
  readonly hardwareBytes: number | null;
}

export interface PoolLife extends LifeFigures {
  readonly nodes: number;
  /** CPU time that the machines could give. */
  readonly hardwareCpuUs: number;
  /** Allocatable CPU over hardware, of the nodes as they joined; null: no hardware is known. */
  readonly oversellRatio: number | null;
  readonly outages: Outages;
}

export interface NodeLife extends PoolLife {
  readonly pool: string;
  /** Time between samples in which work took more than `SLOWDOWN_BOUND` times as long, and since when first; null: never. */
  readonly slowUs: number;
  readonly slowFromUs: number | null;
  /** Conditions that were bad: NotReady, MemoryPressure, DiskPressure, PIDPressure. */
  readonly conditions: readonly { readonly type: string; readonly times: number; readonly forUs: number }[];
  readonly faults: readonly ReasonCount[];
}

export interface Outages {
  /** What `isOutage` says: of the machine, the kubelet or the container runtime. */
  readonly count: number;
  /** Of them, those of the whole machine: its pods ended. */
  readonly machine: number;
  /** Summed over nodes, up to the end of the run. */
  readonly downUs: number;
  /** Time that nodes were not Ready for the API server. */
  readonly notReadyUs: number;
}

/** How far the CPU can be oversold: a row a pool, least oversold first, and what holds for all of them. */
export interface Oversell {
  readonly criteria: OversellCriteria;
  readonly pools: readonly OversoldPool[];
  /** The highest ratio that holds together with all lower ones; null: none does. */
  readonly holdsUpTo: number | null;
  /** The lowest ratio that does not; null: all hold. */
  readonly breaksAt: number | null;
  readonly verdict: string;
}

export interface OversellCriteria {
  /** Restarts by liveness or startup probes at most. */
  readonly probeRestartsMax: number;
  /** Of the slowest workload of a pool. */
  readonly slowdownMax: number;
  /** Pods below what Deployments promise, at most. */
  readonly availabilityBreachesMax: number;
}

export interface SlowWorkload {
  readonly workload: string;
  readonly slowdown: number;
}

export interface OversoldPool {
  readonly name: string;
  readonly ratio: number;
  readonly pods: number;
  readonly readyP50Us: number | null;
  readonly readyP99Us: number | null;
  readonly neverReady: number;
  /** Of containers that got less CPU than they wanted. */
  readonly probeRestarts: number;
  readonly throttledShare: number | null;
  /** Work wanted over work done of all pods here. */
  readonly slowdown: number | null;
  /** The workload that waited longest for CPUs that others had, not for its own quota: work wanted over work done, of its pods here. */
  readonly slowest: SlowWorkload | null;
  /** CPU that was wanted over what the machines could give: over the run, and of the worst node between two samples. */
  readonly wantedOverHardware: number | null;
  readonly wantedOverHardwarePeak: number | null;
  /** Deployments with pods here whose available pods fell below the promise after they had reached it. */
  readonly availabilityBreaches: readonly string[];
  /** Criteria that are not met, as sentences; empty: it holds. */
  readonly broken: readonly string[];
}
