/**
 * The restarts of one pod's containers: the first at once, then after 10, 20, 40 ... 300 s from each end; ten good minutes start anew.
 *
 * Source: pkg/kubelet/kuberuntime/kuberuntime_manager.go (doBackOff), pkg/kubelet/pod_workers.go (completeWork).
 *
 * Not modelled: a change of image or resources, which starts anew too.
 */
import type { RandomStream } from "../engine/index.ts";
import { Backoff, CRASH_LOOP_RESET_US, crashLoopBackoffSettings } from "../model/index.ts";
import type { ContainerEnd, ContainerWorker } from "./container-worker.ts";

export class RestartBackoff {
  private readonly backoff: Backoff;
  private readonly retries: () => RandomStream;

  /** @param retries a stream of the pod's own */
  constructor(maxContainerRestartPeriodUs: number, retries: () => RandomStream) {
    this.backoff = new Backoff(crashLoopBackoffSettings(maxContainerRestartPeriodUs), CRASH_LOOP_RESET_US);
    this.retries = retries;
  }

  /** When the container may start; undefined: now, which is noted. @param end the end that its delay counts from */
  waitUntilUs({ program }: ContainerWorker, end: ContainerEnd | undefined, nowUs: number): number | undefined {
    const item = String(program.number);
    if (end === undefined) return undefined;
    if (this.backoff.isInBackOffSince(item, end.atUs, nowUs)) return this.retryUs(end.atUs + this.backoff.delayUs(item), nowUs);
    this.backoff.next(item, end.atUs, nowUs);
    return undefined;
  }

  /** The first retry after an expiry: each comes late by up to half of its wait, and waits a minute at most. */
  retryUs(expiryUs: number, nowUs: number): number {
    const stream = this.retries();
    let atUs = nowUs;
    while (atUs < expiryUs) atUs += Math.ceil(Math.min(expiryUs - atUs, LONGEST_RETRY_US) * (1 + RETRY_JITTER * stream.next()));
    return atUs;
  }
}

const RETRY_JITTER = 0.5;
const LONGEST_RETRY_US = 60_000_000;
