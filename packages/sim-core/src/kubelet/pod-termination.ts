/**
 * The end of a pod's containers: each runs its preStop hook at once; app and init containers then get SIGTERM, what is left of the grace
 * period, SIGKILL; a sidecar waits for its turn, after all app containers and the sidecars behind it, as long as its grace period lasts.
 *
 * Source: pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer), kuberuntime_termination_order.go.
 *
 * Not modelled: hooks that fail; stops that the runtime ends itself while the kubelet does not act (they wait for the kubelet).
 */
import type { PodEnd } from "../store/index.ts";
import type { ContainerWorker } from "./container-worker.ts";
import { MIN_GRACE_US } from "./plain-pod.ts";

/** How long a container takes to end, and whether it had to be killed. */
export interface ContainerStop {
  readonly tookUs: number;
  readonly killed: boolean;
}

interface Stopping {
  /** When its preStop hook is over, and what is left of the grace period then. */
  readonly hookEndUs: number;
  readonly leftUs: number;
  /** When it ends; undefined: it has not been told. */
  endUs: number | undefined;
  killed: boolean;
}

export class PodTermination {
  /** How the pod ends; undefined: it was deleted. */
  end: PodEnd | undefined;
  private readonly containers: readonly ContainerWorker[];
  private readonly podStopUs: number;
  private graceUs: number;
  private readonly stopping = new Map<ContainerWorker, Stopping>();

  /** @param podStopUs how long containers without behaviour take to stop */
  constructor(containers: readonly ContainerWorker[], podStopUs: number, nowUs: number, graceUs: number, end: PodEnd | undefined) {
    this.containers = containers;
    this.podStopUs = podStopUs;
    this.graceUs = Math.max(graceUs, LEAST_POD_GRACE_US);
    this.end = end;
    this.begin(nowUs);
  }

  /** When there is something to do next; Infinity: no container is left. */
  get nextUs(): number {
    let nextUs = Infinity;
    for (const [container, { hookEndUs, leftUs, endUs }] of this.stopping) {
      if (container.process === undefined) continue;
      nextUs = Math.min(nextUs, endUs ?? (this.isItsTurn(container) ? hookEndUs : hookEndUs + Math.max(leftUs, 0)));
    }
    return nextUs;
  }

  /** A later request may give less time, never more. What has been told is not told again; hooks are run again. */
  shorten(nowUs: number, graceUs: number): void {
    if (Math.max(graceUs, LEAST_POD_GRACE_US) >= this.graceUs) return;
    this.graceUs = Math.max(graceUs, LEAST_POD_GRACE_US);
    const before = new Map(this.stopping);
    this.begin(nowUs);
    for (const [container, stop] of this.stopping) {
      const { endUs, killed } = before.get(container) ?? {};
      if (endUs === undefined) continue;
      const killUs = stop.hookEndUs + Math.max(stop.leftUs, MIN_GRACE_US);
      stop.endUs = Math.min(endUs, killUs);
      stop.killed = killUs < endUs || killed === true;
    }
  }

  /** The next container that ends by now, which the caller then ends; undefined: none. */
  next(nowUs: number): { readonly container: ContainerWorker; readonly killed: boolean } | undefined {
    for (const [container, stop] of this.stopping) {
      if (container.process === undefined) continue;
      if (stop.endUs === undefined && stop.hookEndUs <= nowUs) this.tell(container, stop, nowUs);
      if (stop.endUs !== undefined && stop.endUs <= nowUs) return { container, killed: stop.killed };
    }
    return undefined;
  }

  private begin(nowUs: number): void {
    this.stopping.clear();
    for (const container of this.containers) {
      if (container.process === undefined) continue;
      const hookUs = hookUsOf(container, this.graceUs);
      const leftUs = this.graceUs - wholeSeconds(hookUs);
      this.stopping.set(container, { hookEndUs: nowUs + hookUs, leftUs, endUs: undefined, killed: false });
    }
  }

  private tell(container: ContainerWorker, stop: Stopping, nowUs: number): void {
    const waitedUs = nowUs - stop.hookEndUs;
    if (!this.isItsTurn(container) && waitedUs < stop.leftUs) return;
    const { tookUs, killed } = signalled(container, this.podStopUs, stop.leftUs - wholeSeconds(waitedUs));
    stop.endUs = nowUs + tookUs;
    stop.killed = killed;
  }

  private isItsTurn(container: ContainerWorker): boolean {
    if (container.program.role !== "sidecar") return true;
    return this.containers.every(
      ({ process, program: { role, number } }) =>
        process === undefined || role === "init" || (role === "sidecar" && number <= container.program.number),
    );
  }
}

/** One container asked to end, with so much time for it. */
export function containerStop(container: ContainerWorker, podStopUs: number, graceUs: number): ContainerStop {
  const hookUs = hookUsOf(container, graceUs);
  const { tookUs, killed } = signalled(container, podStopUs, graceUs - wholeSeconds(hookUs));
  return { tookUs: hookUs + tookUs, killed };
}

/** Without any time there is no hook either. */
function hookUsOf({ program }: ContainerWorker, graceUs: number): number {
  return program.hasPreStop ? Math.min(program.behavior.preStopUs, graceUs) : 0;
}

function signalled({ program }: ContainerWorker, podStopUs: number, graceUs: number): ContainerStop {
  const leftUs = Math.max(graceUs, MIN_GRACE_US);
  const stopUs = program.hasBehavior ? program.behavior.stopUs : podStopUs;
  return { tookUs: Math.min(stopUs, leftUs), killed: stopUs > leftUs };
}

/** The kubelet counts what hooks and waiting have taken in whole seconds. */
function wholeSeconds(us: number): number {
  return Math.floor(us / 1e6) * 1e6;
}

/** A pod's worker takes less for this. Source: pkg/kubelet/pod_workers.go, calculateEffectiveGracePeriod. */
const LEAST_POD_GRACE_US = 1_000_000;
