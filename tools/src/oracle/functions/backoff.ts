/** Runs the recorded cases of the family `backoff`. */
import {
  Backoff,
  calculateBackoffDuration,
  CRASH_LOOP_RESET_US,
  crashLoopBackoffSettings,
  defaultControllerRateLimiter,
  getBackoffTime,
  isBackingOff,
  ItemExponentialFailureRateLimiter,
} from "@orrery/sim-core/model";
import type { FunctionTable } from "./recorded-case.ts";

export const backoffFunctions: FunctionTable = new Map([
  ["crashLoopBackOff", crashLoop],
  ["Backoff", plainBackoff],
  [
    "calculateBackoffDuration",
    ({ count, initialSeconds, maxSeconds }) =>
      calculateBackoffDuration(count as number, { initialUs: micros(initialSeconds), maxUs: micros(maxSeconds) }) / SECOND_US,
  ],
  ["getBackoffTime", schedulingBackoff],
  ["ItemExponentialFailureRateLimiter", itemLimiter],
  ["DefaultControllerRateLimiter", controllerLimiter],
]);

const SECOND_US = 1_000_000;

function micros(seconds: unknown): number {
  return Math.round((seconds as number) * SECOND_US);
}

/** A point in time as the recording program reads it: seconds, cut to nanoseconds. */
function instantUs(seconds: unknown): number {
  return Math.trunc((seconds as number) * 1e9) / 1000;
}

function recordedInstant(timeUs: number): number {
  return Math.round(timeUs * 1000) / 1e9;
}

/** A container runs and exits again and again; the kubelet looks `checkDelaySeconds` after each exit. */
function crashLoop(input: Record<string, unknown>): unknown {
  const gates = input.gates as Record<string, boolean>;
  const settings = crashLoopBackoffSettings(micros(input.maxContainerRestartPeriodSeconds), {
    configurableMax: gates.KubeletCrashLoopBackOffMax ?? true,
    reducedDecay: gates.ReduceDefaultCrashLoopBackOffDecay ?? false,
  });
  const backoff = new Backoff(settings, CRASH_LOOP_RESET_US);
  const restarts: unknown[] = [];
  let nowUs = 0;
  for (const run of input.runs as { runSeconds: number; checkDelaySeconds: number }[]) {
    const exitUs = nowUs + micros(run.runSeconds);
    nowUs = exitUs + micros(run.checkDelaySeconds);
    const restart: Record<string, unknown> = {};
    if (backoff.isInBackOffSince("container", exitUs, nowUs)) {
      const delayUs = backoff.delayUs("container");
      nowUs = exitUs + delayUs;
      restart.backOffSeconds = delayUs / SECOND_US;
      restart.stillInBackOff = backoff.isInBackOffSince("container", exitUs, nowUs);
    }
    backoff.next("container", exitUs, nowUs);
    restart.restartAt = nowUs / SECOND_US;
    restart.nextBackOffSeconds = backoff.delayUs("container") / SECOND_US;
    restarts.push(restart);
  }
  return { initialSeconds: settings.initialUs / SECOND_US, maxSeconds: settings.maxUs / SECOND_US, restarts };
}

function plainBackoff(input: Record<string, unknown>): unknown {
  const backoff = new Backoff({ initialUs: micros(input.initialSeconds), maxUs: micros(input.maxSeconds) });
  return (input.attempts as { now: number; gcAfter?: boolean }[]).map(({ now, gcAfter }) => {
    const nowUs = micros(now);
    const inBackOff = backoff.isInBackOffSinceUpdate("image", nowUs);
    if (!inBackOff) backoff.next("image", nowUs, nowUs);
    if (gcAfter) backoff.collectGarbage(nowUs);
    return { inBackOff, backOffSeconds: backoff.delayUs("image") / SECOND_US };
  });
}

function schedulingBackoff(input: Record<string, unknown>): unknown {
  const settings = {
    initialUs: micros(input.initialSeconds),
    maxUs: micros(input.maxSeconds),
    alignToSeconds: input.popFromBackoffQ === true,
  };
  const attempts = {
    unschedulableCount: (input.unschedulableCount ?? 0) as number,
    consecutiveErrorsCount: (input.consecutiveErrorsCount ?? 0) as number,
    timestampUs: instantUs(input.timestamp),
  };
  const expiryUs = getBackoffTime(attempts, settings);
  const backingOff = isBackingOff(expiryUs, instantUs(input.now), settings);
  return expiryUs === undefined ? { backingOff } : { backingOff, expiration: recordedInstant(expiryUs) };
}

function itemLimiter(input: Record<string, unknown>): unknown {
  const limiter = new ItemExponentialFailureRateLimiter((input.baseMilliseconds as number) * 1000, micros(input.maxSeconds));
  return Array.from({ length: input.calls as number }, () => limiter.whenNs("item") / 1e9);
}

function controllerLimiter(input: Record<string, unknown>): unknown {
  const limiter = defaultControllerRateLimiter();
  let nowUs = 0;
  const steps = input.steps as { item: string; waitMilliseconds: number; forget?: boolean; calls?: number }[];
  return steps.map(({ item, waitMilliseconds, forget, calls }) => {
    nowUs += waitMilliseconds * 1000;
    if (forget) limiter.forget(item);
    if (calls === undefined) return limiter.whenNs(item, nowUs) / 1e6;
    for (let i = 0; i < calls; i++) limiter.whenNs(item, nowUs);
    return null;
  });
}
