/**
 * DefaultPreemption hears of deleted pods so that the queue asks its PreEnqueue again; whether the pod is worth another attempt
 * is for the plugins to say whose refusal the preemption mends. Source:
 * pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go, Kubernetes v1.36.2.
 */
import { Action } from "../framework/index.ts";
import type { EventRegistration } from "../framework/index.ts";

export function defaultPreemptionEvents(): EventRegistration[] {
  return [{ event: { resource: "Pod", action: Action.Delete }, hint: () => "QueueSkip" }];
}
