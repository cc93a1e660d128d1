/**
 * Containers of one pod that are started one after another: the image, the container, its first instruction, its post-start hook, which
 * holds up the next one.
 *
 * Source: pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer.
 */
import type { PodRecord } from "../store/index.ts";
import type { ContainerWorker } from "./container-worker.ts";
import type { PodHost } from "./pod-host.ts";

/** What the pod's worker makes of it. */
export interface StartsHost {
  readonly host: PodHost;
  readonly record: PodRecord;
  /** A container runs, or its hook has ended: the status shows it from then on. */
  statusChanges(atUs: number): void;
  /** A container does not start for now. */
  imageFails(container: ContainerWorker, reason: string, retryUs: number, nowUs: number): void;
  /** None is left to be started. */
  allStarted(nowUs: number): void;
}

type Step =
  | { readonly kind: "pull"; readonly container: ContainerWorker; readonly untilUs: number }
  | { readonly kind: "create"; readonly container: ContainerWorker; readonly untilUs: number }
  | { readonly kind: "postStart"; readonly container: ContainerWorker; readonly untilUs: number };

export class ContainerStarts {
  private readonly pod: StartsHost;
  private step: Step | undefined;
  /** To be started after the step, in order. */
  private queue: ContainerWorker[] = [];

  constructor(pod: StartsHost) {
    this.pod = pod;
  }

  get isBusy(): boolean {
    return this.step !== undefined;
  }

  /** When the step in hand is over; Infinity: there is none, or nobody knows. */
  get untilUs(): number {
    return this.step?.untilUs ?? Infinity;
  }

  begin(containers: readonly ContainerWorker[], nowUs: number): void {
    this.queue = [...containers];
    this.next(nowUs);
  }

  advance(nowUs: number): void {
    while (this.step !== undefined && this.step.untilUs <= nowUs) {
      const { kind, container } = this.step;
      this.step = undefined;
      if (kind === "pull") this.create(container, nowUs);
      else if (kind === "create") this.run(container, nowUs);
      else {
        container.hookDone = true;
        container.tellStarted(nowUs);
        this.pod.statusChanges(this.pod.host.relistUs(nowUs));
        this.next(nowUs);
      }
    }
  }

  /** The container has ended; a hook that runs in it has, too. */
  exited(container: ContainerWorker, nowUs: number): void {
    if (this.step?.kind !== "postStart" || this.step.container !== container) return;
    this.step = undefined;
    this.next(nowUs);
  }

  /** Nothing more is to be started. */
  cancel(nowUs: number): void {
    if (this.step?.kind === "pull") this.pod.host.images.cancel(this.pod.record.id, nowUs);
    this.forget();
  }

  /** Everything has gone with the machine. */
  forget(): void {
    this.step = undefined;
    this.queue = [];
  }

  /** The image has come, or it has not. */
  pullEnded(container: number, failure: { readonly reason: string; readonly retryUs: number } | undefined, nowUs: number): void {
    const { step } = this;
    if (step?.kind !== "pull" || step.container.program.number !== container) return;
    // A kubelet that does not act takes note later; the image is there meanwhile.
    if (this.pod.host.frozen && failure === undefined) {
      this.step = { ...step, untilUs: nowUs };
      return;
    }
    this.step = undefined;
    if (failure === undefined) return this.create(step.container, nowUs);
    this.pod.imageFails(step.container, failure.reason, failure.retryUs, nowUs);
    this.next(nowUs);
  }

  private next(nowUs: number): void {
    const container = this.queue.shift();
    if (container === undefined) return this.pod.allStarted(nowUs);
    if (container.runs) return this.next(nowUs);
    const pulled = this.pod.host.images.request(this.pod.record.id, container.program, nowUs);
    if (pulled.kind === "present") return this.create(container, nowUs);
    if (pulled.kind === "pulling") {
      this.step = { kind: "pull", container, untilUs: Infinity };
      return;
    }
    this.pod.imageFails(container, pulled.reason, pulled.retryUs, nowUs);
    this.next(nowUs);
  }

  private create(container: ContainerWorker, nowUs: number): void {
    const { containerStartUs } = this.pod.host.timings;
    if (containerStartUs === 0) return this.run(container, nowUs);
    this.step = { kind: "create", container, untilUs: nowUs + containerStartUs };
  }

  private run(container: ContainerWorker, nowUs: number): void {
    const { host, record } = this.pod;
    const { program } = container;
    const stream = host.streams.stream("container", `${record.key}/${program.name}`);
    const endsAfterUs = { app: record.durationUs, sidecar: Infinity, init: 0 }[program.role];
    const process = host.resources.start(program, record.id, { nowUs, stream, endsAfterUs });
    const knownUs = host.relistUs(nowUs);
    host.store.containerStarted(record.id, { container: program.number, restartCount: container.starts });
    container.started(process, knownUs);
    this.pod.statusChanges(knownUs);
    if (program.hasPostStart) this.step = { kind: "postStart", container, untilUs: nowUs + program.behavior.postStartUs };
    else this.next(nowUs);
  }
}
