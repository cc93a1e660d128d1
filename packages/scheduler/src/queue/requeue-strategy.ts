/** Whether a change may make a refused pod schedulable. Source: pkg/scheduler/backend/queue/scheduling_queue.go (isPodWorthRequeuing). */
import type { Pod } from "@orrery/sim-core/model";
import type { HintDecision } from "../framework/index.ts";
import { isWildcard } from "./event-match.ts";
import type { HintMap, HintRegistration } from "./hint-map.ts";
import type { InFlight, RecordedEvent } from "./in-flight.ts";
import { hasNoRejector, schedulerNameOf } from "./queued-pod.ts";
import type { QueuedPod } from "./queued-pod.ts";

/** "immediately" skips what is left of the back-off. */
export type RequeueStrategy = "skip" | "afterBackoff" | "immediately";

/** Asks the hints of the plugins that refused the pod; the others have nothing to say. */
export function requeueStrategy(queued: QueuedPod, change: RecordedEvent, hints: HintMap): RequeueStrategy {
  if (hasNoRejector(queued)) return "afterBackoff";
  if (isWildcard(change.event)) return concernsOtherPod(queued, change.newObject) ? "skip" : "afterBackoff";
  const profile = schedulerNameOf(queued.podInfo);
  if (!hints.knowsProfile(profile)) return "afterBackoff";

  let strategy: RequeueStrategy = "skip";
  for (const registration of hints.interestedIn(profile, change.event).registrations) {
    const pending = queued.pendingPlugins.has(registration.plugin);
    if (!pending && !queued.unschedulablePlugins.has(registration.plugin)) continue;
    if (askHint(registration, queued, change) === "QueueSkip") continue;
    if (pending) return "immediately";
    if (queued.pendingPlugins.size === 0) return "afterBackoff";
    strategy = "afterBackoff";
  }
  return strategy;
}

/** The same for everything that happened while the pod was in flight; the strongest answer counts. */
export function requeueStrategyAfterFlight(queued: QueuedPod, inFlight: InFlight, hints: HintMap): RequeueStrategy {
  if (hasNoRejector(queued)) return "afterBackoff";
  const changes = inFlight.eventsSince(queued.podInfo.uid);
  if (changes === undefined) return "afterBackoff";
  let strategy: RequeueStrategy = "skip";
  for (const change of changes) {
    const answer = requeueStrategy(queued, change, hints);
    if (answer === "skip") continue;
    if (answer === "immediately" || queued.pendingPlugins.size === 0) return answer;
    strategy = answer;
  }
  return strategy;
}

/** A hint that fails must not strand the pod: it counts as Queue. */
function askHint(registration: HintRegistration, queued: QueuedPod, change: RecordedEvent): HintDecision {
  if (registration.hint === undefined) return "Queue";
  try {
    return registration.hint(queued.podInfo, change.oldObject, change.newObject);
  } catch {
    return "Queue";
  }
}

/** A wildcard event that carries a pod is meant for that pod alone. */
function concernsOtherPod(queued: QueuedPod, newObject: unknown): boolean {
  if (newObject === undefined) return false;
  const { metadata } = newObject as Pod;
  return (metadata.uid ?? `${metadata.namespace ?? "default"}/${metadata.name}`) !== queued.podInfo.uid;
}
