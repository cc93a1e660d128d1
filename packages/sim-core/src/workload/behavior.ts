/**
 * Behaviours: what containers do, apart from their manifests. Rules attach them to containers by labels; a container that no rule names
 * does nothing, uses nothing and runs until it is stopped.
 *
 * Units: microseconds, cores, bytes. Distributions are of microseconds unless named otherwise, one draw for each start of a container from
 * a stream of the pod's own.
 */
import type { Distribution } from "../engine/index.ts";
import type { Selector } from "../model/index.ts";
import type { Curve } from "./curve.ts";

/** Work that has to be done: CPU time, on so many threads at most. */
export interface CpuWork {
  /** CPU time in microseconds: 30 CPU-seconds are 30e6. */
  readonly cpuUs: Distribution;
  /** How many cores it can use at once. */
  readonly threads: number;
}

export interface ContainerBehavior {
  /** What the container wants once it has started up, in cores; work that it is not given is lost. */
  readonly cpu: Curve;
  readonly memory: Curve;
  /** Writable layer and logs, on the node's own disk. */
  readonly disk: Curve;
  /** Processes and threads that count against the node's PIDs. */
  readonly processes: number;
  /**
   * What must be done before it serves: it answers no probe until then. Waiting time (a database, a lease) comes first and uses no CPU.
   */
  readonly startup: { readonly waitUs: Distribution | undefined; readonly work: CpuWork | undefined } | undefined;
  /** Finite work after the start-up; the container exits with `exit.code` when it is done. Beside it `cpu` is not used. */
  readonly work: CpuWork | undefined;
  /** Ends by itself so long after its start-up. */
  readonly exit: { readonly afterUs: Distribution | undefined; readonly code: number };
  /** Dies so long after its start. */
  readonly crash: { readonly afterUs: Distribution; readonly code: number } | undefined;
  /** Answers no probe any more so long after its start-up, and uses no CPU; it still ends when told to. */
  readonly hang: { readonly afterUs: Distribution } | undefined;
  /** How long the answer to a probe takes at full speed; a container that gets half the CPU it wants takes twice as long. */
  readonly answerUs: number;
  /** From SIGTERM to its end; Infinity: it does not heed the signal. */
  readonly stopUs: number;
  /** Exit code after SIGTERM: 143 for a process without handler, 0 for one that ends in order. */
  readonly stopCode: number;
  /** How long the hooks of the manifest take. */
  readonly postStartUs: number;
  readonly preStopUs: number;
  /**
   * PID 1 watches over the business process: what would be a crash (or, with singleProcessOOMKill, an OOM kill) restarts that process
   * inside the container after so long, with its start-up, unseen by Kubernetes. undefined: PID 1 is the business process.
   */
  readonly supervisedRestartUs: number | undefined;
}

export interface BehaviorRule {
  readonly name: string;
  /** undefined: any. */
  readonly namespace: string | undefined;
  readonly selector: Selector;
  /** Name of the container; undefined: every app container and sidecar. */
  readonly container: string | undefined;
  readonly behavior: ContainerBehavior;
}
