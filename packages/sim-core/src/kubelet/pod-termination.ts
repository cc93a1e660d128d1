/**
 * The end of a pod's containers: all app containers at once, each with its preStop hook, SIGTERM, what is left of the grace period, SIGKILL;
 * sidecars after them, in reverse order, in what is left of the same time.
 *
 * Source: pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer), kuberuntime_termination_order.go.
 */
import type { PodEnd } from "../store/index.ts";
import type { ContainerWorker } from "./container-worker.ts";
import { MIN_GRACE_US } from "./plain-pod.ts";

/** How long a container takes to end, and whether it had to be killed. */
export interface ContainerStop {
  readonly tookUs: number;
  readonly killed: boolean;
}

export class PodTermination {
  readonly end: PodEnd | undefined;
  private readonly containers: readonly ContainerWorker[];
  private readonly podStopUs: number;
  private readonly beganUs: number;
  private graceUs: number;
  /** Containers that have been told, with the moment of their end. */
  private readonly stopping = new Map<ContainerWorker, { endUs: number; killed: boolean }>();

  constructor(containers: readonly ContainerWorker[], podStopUs: number, nowUs: number, graceUs: number, end: PodEnd | undefined) {
    this.containers = containers;
    this.podStopUs = podStopUs;
    this.beganUs = nowUs;
    this.graceUs = Math.max(graceUs, 1e6);
    this.end = end;
    this.tell(nowUs);
  }

  /** When the next container ends; Infinity: none is left. */
  get nextUs(): number {
    let nextUs = Infinity;
    for (const [container, { endUs }] of this.stopping) if (container.process !== undefined) nextUs = Math.min(nextUs, endUs);
    return nextUs;
  }

  /** A later request may give less time, never more. */
  shorten(nowUs: number, graceUs: number): void {
    const left = this.beganUs + this.graceUs - nowUs;
    if (graceUs >= left) return;
    this.graceUs = Math.max(nowUs + graceUs - this.beganUs, 1e6);
    for (const [container, stop] of this.stopping) {
      const latestUs = nowUs + Math.max(graceUs, MIN_GRACE_US);
      if (container.process !== undefined && stop.endUs > latestUs) this.stopping.set(container, { endUs: latestUs, killed: true });
    }
  }

  /** Containers that end by now; the caller ends them. */
  advance(nowUs: number): { readonly container: ContainerWorker; readonly killed: boolean }[] {
    const ended = [...this.stopping].filter(([container, { endUs }]) => container.process !== undefined && endUs <= nowUs);
    const result = ended.map(([container, { killed }]) => ({ container, killed }));
    for (const [container] of ended) this.gone.add(container);
    this.tell(nowUs);
    return result;
  }

  private readonly gone = new Set<ContainerWorker>();

  /** App and init containers are told at once; a sidecar when all that come after it have ended. */
  private tell(nowUs: number): void {
    const runs = (container: ContainerWorker): boolean => container.process !== undefined && !this.gone.has(container);
    const leftUs = Math.max(this.beganUs + this.graceUs - nowUs, 0);
    if (nowUs === this.beganUs) {
      for (const container of this.containers) if (container.program.role !== "sidecar") this.tellOne(container, nowUs, leftUs);
    }
    if (this.containers.some((container) => container.program.role !== "sidecar" && runs(container))) return;
    const last = this.containers.findLast((container) => container.program.role === "sidecar" && runs(container));
    if (last !== undefined) this.tellOne(last, nowUs, leftUs);
  }

  private tellOne(container: ContainerWorker, nowUs: number, graceUs: number): void {
    if (container.process === undefined || this.stopping.has(container)) return;
    const { tookUs, killed } = PodTermination.stopOf(container, this.podStopUs, graceUs);
    this.stopping.set(container, { endUs: nowUs + tookUs, killed });
  }

  /** One container asked to end, with so much time for it. */
  static stopOf({ program }: ContainerWorker, podStopUs: number, graceUs: number): ContainerStop {
    const { behavior } = program;
    const hookUs = program.hasPreStop ? Math.min(behavior.preStopUs, graceUs) : 0;
    // Whole seconds of the hook are taken off; two are left in any case.
    const leftUs = Math.max(graceUs - Math.floor(hookUs / 1e6) * 1e6, MIN_GRACE_US);
    const stopUs = program.hasBehavior ? behavior.stopUs : podStopUs;
    return { tookUs: hookUs + Math.min(stopUs, leftUs), killed: stopUs > leftUs };
  }
}
