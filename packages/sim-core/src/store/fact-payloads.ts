/**
 * What facts about pods and nodes carry beyond their two numbers. The detail of such a fact is 0 for nothing, or 1 + the number of its
 * payload; a payload says what happened in Kubernetes' own words, and in `because` what it followed from, for `orrery why`.
 */
import type { FactLog } from "./fact.ts";

/** Who did it and what for. */
export interface Cause {
  /** The component: kubelet, kernel, taint-eviction-controller, pod-garbage-collector, replicaset-controller, scheduler, user ... */
  readonly by: string;
  /** Kubernetes' word where there is one: Evicted, OOMKilled, Unhealthy, DeletionByTaintManager, NodeLost ... */
  readonly reason: string;
  /** One sentence with the numbers that led to it, without a full stop. */
  readonly message?: string;
  /** Further evidence by name, to be shown as it is: amounts carry their unit in the name (`demandCores`, `throttledShare`). */
  readonly evidence?: Readonly<Record<string, string | number>>;
}

/** PodSucceeded, PodFailed. */
export interface PodEnd {
  /** status.reason: Evicted, OutOfcpu, DeadlineExceeded, Terminated ...; "" for none. */
  readonly reason: string;
  /** status.message. */
  readonly message: string;
  readonly because?: Cause;
}

/** PodDeletionRequested. */
export interface PodDeletion {
  /** From the request to SIGKILL at most; undefined: what the pod asks for. */
  readonly graceSeconds?: number;
  readonly because?: Cause;
}

/** PodReadinessChanged, where there is a cause to tell; see `readinessDetail`. */
export interface PodReadinessChange {
  readonly ready: boolean;
  readonly because?: Cause;
}

/** ContainerStarted. */
export interface ContainerStart {
  /** Number of the container, see `containerNumber`. */
  readonly container: number;
  /** How often it has been restarted before. */
  readonly restartCount: number;
}

/** ContainerExited. */
export interface ContainerExit {
  readonly container: number;
  readonly exitCode: number;
  /** Completed, Error, OOMKilled, ContainerStatusUnknown ... */
  readonly reason: string;
  readonly startedUs: number;
  readonly because?: Cause;
}

/** ContainerWaiting: why a container does not run. */
export interface ContainerWait {
  readonly container: number;
  /** ContainerCreating, PodInitializing, ErrImagePull, ImagePullBackOff, CrashLoopBackOff ... */
  readonly reason: string;
  /** When the kubelet tries again, where it knows. */
  readonly untilUs?: number;
  readonly because?: Cause;
}

/** ProbeFailed: a probe that has failed as often in a row as its threshold says. */
export interface ProbeFailure {
  readonly container: number;
  readonly probe: "startup" | "liveness" | "readiness";
  readonly failures: number;
  /** When the first of them began. */
  readonly sinceUs: number;
  readonly because?: Cause;
}

/** NodeStopped: nothing is heard of the node any more. */
export interface NodeOutage {
  /** `machine`: everything on it has ended; `kubelet`: its pods go on, unattended. */
  readonly what: "machine" | "kubelet";
  readonly because: Cause;
}

/** NodeFaulted: what happened to a node that goes on running. */
export interface NodeFault {
  /** RuntimeHung, RuntimeRecovered, DiskFilled, DiskFreed, OOMKilling, KubeletStalled, EvictionThresholdMet ... */
  readonly reason: string;
  readonly because: Cause;
}

/** ImagePulled. */
export interface ImagePull {
  readonly container: number;
  readonly image: string;
  readonly bytes: number;
  readonly tookUs: number;
}

/** The payload that a fact's detail names; undefined for none. */
export function factPayload<T>(log: FactLog, detail: number): T | undefined {
  return detail > 0 ? (log.payloads[detail - 1] as T) : undefined;
}
