/**
 * The shutdown of a node in order: ordinary pods first, then critical ones, each kind in its share of the time.
 *
 * Source: pkg/kubelet/nodeshutdown/nodeshutdown_manager.go.
 *
 * Not modelled: periods by pod priority.
 */
import type { PodWorker } from "./pod-host.ts";

const END = {
  reason: "Terminated",
  message: "Pod was terminated in response to imminent node shutdown.",
  because: { by: "kubelet", reason: "TerminationByKubelet", message: "the node was shut down" },
};

export class GracefulShutdown {
  /** When the part that runs is over at the latest. */
  nextUs: number;
  private stage: "ordinary" | "critical" | "over" = "ordinary";
  private readonly budgets: { readonly all: number; readonly critical: number };
  private readonly workers: () => readonly PodWorker[];

  /** @param budgets microseconds for all pods together, and the part of it for critical ones; 0: the machine just stops */
  constructor(budgets: { readonly all: number; readonly critical: number }, workers: () => readonly PodWorker[], nowUs: number) {
    this.budgets = budgets;
    this.workers = workers;
    this.nextUs = nowUs;
    if (budgets.all > 0) this.begin("ordinary", nowUs);
    else this.stage = "over";
  }

  /** @returns whether the machine may go off */
  advance(nowUs: number): boolean {
    while (this.stage !== "over" && (this.nextUs <= nowUs || !this.left())) {
      if (this.stage === "ordinary") this.begin("critical", nowUs);
      else this.stage = "over";
    }
    return this.stage === "over";
  }

  private begin(stage: "ordinary" | "critical", nowUs: number): void {
    this.stage = stage;
    const { all, critical } = this.budgets;
    const budgetUs = stage === "critical" ? critical : all - critical;
    this.nextUs = nowUs + budgetUs;
    for (const worker of this.mine()) {
      const ownUs = (worker.program.source.spec.terminationGracePeriodSeconds ?? 30) * 1e6;
      worker.terminate(nowUs, { graceUs: Math.min(ownUs, budgetUs), end: END });
    }
  }

  private left(): boolean {
    return this.mine().length > 0;
  }

  private mine(): PodWorker[] {
    return this.workers().filter(({ program }) => program.critical === (this.stage === "critical"));
  }
}
