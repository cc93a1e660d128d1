/**
 * What should run of a pod, as its kubelet sees it: init containers in order, sidecars beside them, then the app containers; and whether
 * the pod runs or is over.
 *
 * Source: pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions, computeInitContainerActions), pkg/kubelet/kubelet_pods.go
 * (getPhase).
 *
 * Not modelled: restart rules of single containers.
 */
import type { ContainerWorker } from "./container-worker.ts";

export class PodPlan {
  readonly containers: readonly ContainerWorker[];
  /** The init containers have all succeeded, in this sandbox. */
  private initialized = false;
  private readonly hasDuration: boolean;

  /** @param hasDuration the pod's work ends: a container that exits with 0 does not start again, whatever its policy says */
  constructor(containers: readonly ContainerWorker[], hasDuration: boolean) {
    this.containers = containers;
    this.hasDuration = hasDuration;
  }

  /** Containers to start now, in order, their back-off apart; `failed`: an init container has, for good. */
  toStart(nowUs: number): readonly ContainerWorker[] | "failed" {
    const start: ContainerWorker[] = [];
    if (!this.initialized) {
      const next = this.toInitialize(nowUs);
      if (next === "failed") return next;
      if (next !== undefined) return next;
      this.initialized = true;
    }
    const isAppDone = this.isAppDone();
    for (const container of this.containers) {
      const { role } = container.program;
      if (role === "init" || container.runs) continue;
      if (role === "app" ? this.wantsToRun(container) : !isAppDone) start.push(container);
    }
    return start;
  }

  /** Whether a sync would find something to do that has no time of its own yet. */
  needsSync(nowUs: number): boolean {
    if (this.condemned() !== undefined) return true;
    if (!this.initialized && this.toInitialize(nowUs) === undefined) return true;
    const start = this.toStart(nowUs);
    return start === "failed" || start.some(({ waitReason }) => waitReason === "");
  }

  /** A container that a probe wants ended. */
  condemned(): ContainerWorker | undefined {
    return this.containers.find(({ condemned, runs }) => condemned !== undefined && runs);
  }

  /** Initialized, every app container has run, and one of them runs or will again. */
  isRunning(): boolean {
    const apps = this.apps();
    return this.initialized && apps.every(({ starts }) => starts > 0) && apps.some((app) => app.runs || this.mayRestart(app));
  }

  /** Every app container has ended for good; sidecars do not count. */
  isAppDone(): boolean {
    return this.initialized && this.apps().every((app) => app.lastEnd !== undefined && !app.runs && !this.mayRestart(app));
  }

  succeeded(): boolean {
    return this.apps().every(({ lastEnd }) => lastEnd?.exitCode === 0);
  }

  /** What made the pod fail: the first init or app container whose last end was no success. */
  failed(): ContainerWorker | undefined {
    return this.containers.find(({ program, lastEnd }) => program.role !== "sidecar" && lastEnd !== undefined && lastEnd.exitCode !== 0);
  }

  private apps(): readonly ContainerWorker[] {
    return this.containers.filter(({ program }) => program.role === "app");
  }

  /** Init containers one after another; a sidecar has to start up before the next goes on. undefined: all is initialized. */
  private toInitialize(nowUs: number): readonly ContainerWorker[] | "failed" | undefined {
    const start: ContainerWorker[] = [];
    for (const container of this.containers) {
      const { role, restartPolicy } = container.program;
      if (role === "app") break;
      if (role === "sidecar") {
        if (!container.runs) start.push(container);
        if (!container.isStarted(nowUs)) return start;
        continue;
      }
      if (container.runs) return start;
      if (container.lastEnd?.exitCode === 0) continue;
      if (container.lastEnd !== undefined && restartPolicy === "Never") return "failed";
      return [...start, container];
    }
    return start.length > 0 ? start : undefined;
  }

  private wantsToRun(app: ContainerWorker): boolean {
    return app.lastEnd === undefined || this.mayRestart(app);
  }

  private mayRestart(container: ContainerWorker): boolean {
    return !container.isOver() && !(this.hasDuration && container.lastEnd?.exitCode === 0);
  }
}
