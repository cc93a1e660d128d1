/** What the newest facts about a pod or a node say it suffers from, in Kubernetes' words. Facts of any kind with a reason count. */
import type { AttemptLog } from "@orrery/scheduler/component";
import { FactKind, readinessOf, STARTED_READY } from "@orrery/sim-core/store";
import type { FactLog } from "@orrery/sim-core/store";
import { RUNTIME_RECOVERED } from "../report/index.ts";

/** @returns "": it suffers no more; undefined: the fact says nothing about that */
export function remarkOf(log: FactLog, attempts: AttemptLog, fact: number): string | undefined {
  const detail = log.detail[fact]!;
  switch (log.kind[fact]) {
    case FactKind.PodUnschedulable:
      return refusedFor(attempts, detail);
    case FactKind.PodCreated:
    case FactKind.PodBound:
    case FactKind.NodeAdded:
    case FactKind.NodeStarted:
      return "";
    case FactKind.PodStarted:
      return detail === STARTED_READY ? "" : undefined;
    case FactKind.PodReadinessChanged:
      return readinessOf(log, detail) ? "" : undefined;
    case FactKind.ProbeFailed:
      return "Unhealthy";
    case FactKind.NodeUpdated:
    case FactKind.NodeRemoved:
    case FactKind.ObjectSet:
    case FactKind.ObjectRemoved:
    case FactKind.PodUpdated:
    case FactKind.PodNominated:
    case FactKind.PodRemoved:
    case FactKind.ContainerStarted:
    case FactKind.ImagePulled:
      return undefined;
    case FactKind.NodeFaulted: {
      const reason = reasonIn(log, detail) ?? "";
      return isOverFault(reason) ? "" : reason;
    }
    default:
      return reasonIn(log, detail);
  }
}

/** All that nodes refused for, what most of them did first: who mends one reason meets the next. */
function refusedFor(attempts: AttemptLog, attempt: number): string {
  const refusals = attempts.refusals(attempt);
  if (refusals.length === 0) return attempts.message(attempt);
  let text = TEXTS.get(refusals);
  if (text === undefined) TEXTS.set(refusals, (text = [...new Set(refusals.map(({ reason }) => reason))].join(", ")));
  return text;
}

/** By list of refusals: the log keeps one of a kind, and attempts that fail alike are many. */
const TEXTS = new WeakMap<ReturnType<AttemptLog["refusals"]>, string>();

/** Faults that tell of the end of one. */
const OVER: ReadonlySet<string> = new Set([RUNTIME_RECOVERED, "DiskFreed"]);

export function isOverFault(reason: string): boolean {
  return OVER.has(reason);
}

/** The reason of a payload, or of its cause. */
function reasonIn(log: FactLog, detail: number): string | undefined {
  if (detail <= 0) return undefined;
  const payload = log.payloads[detail - 1] as { readonly reason?: unknown; readonly because?: { readonly reason?: unknown } } | undefined;
  const reason = payload?.reason ?? payload?.because?.reason;
  return typeof reason === "string" && reason !== "" && reason !== "Completed" ? reason : undefined;
}
