/**
 * Answers the recorded questions about queueing: which events a change makes, which plugins hear of them, and whether they want
 * the pod back.
 */
import { formatAction, formatClusterEvent, formatEventResource, eventMatches } from "@orrery/scheduler/framework";
import type { Plugin, PodInfo } from "@orrery/scheduler/framework";
import type { Pod } from "@orrery/sim-core/model";
import type { Mismatch, Verdict } from "../contract.ts";
import { difference } from "./difference.ts";
import { objectChanges } from "./object-changes.ts";
import type { ObjectChange } from "./object-changes.ts";
import { complete, podKey, ScheduleCluster } from "./schedule-cluster.ts";
import type { RecordedCluster } from "./schedule-cluster.ts";

export interface HintCase extends RecordedCluster {
  readonly kind: "hint" | "registrations";
  readonly hint?: HintQuestion;
  readonly expect: { readonly hint?: HintAnswer; readonly registrations?: readonly Registrations[] };
}

interface HintQuestion {
  readonly pod: Pod;
  readonly plugins: readonly string[];
  readonly resource: string;
  readonly oldObject?: unknown;
  readonly newObject?: unknown;
}

interface HintAnswer {
  readonly events: readonly string[];
  readonly hints?: readonly PluginHint[];
}

interface PluginHint {
  plugin: string;
  decision: "Queue" | "QueueSkip" | "NotRegistered";
  matched?: string[];
  error?: string;
}

interface Registrations {
  readonly plugin: string;
  readonly events: readonly { resource: string; action: string; hasHint: boolean }[];
}

export function runHintCase(recorded: HintCase): Verdict {
  return recorded.kind === "registrations" ? compareRegistrations(recorded) : compareHint(recorded);
}

function compareHint(recorded: HintCase): Verdict {
  const { hint: question, expect } = recorded;
  if (question === undefined || expect.hint === undefined) throw new Error("a hint case needs `hint` and `expect.hint`");
  const cluster = new ScheduleCluster(recorded);
  const pod = complete(question.pod);
  if (!cluster.pods.has(podKey(pod))) cluster.index(pod);
  const info = cluster.info(pod);
  const changes = objectChanges(question.resource, pod, question.oldObject, question.newObject);
  const plugins = pluginsOf(cluster, pod.spec.schedulerName).filter((plugin) => question.plugins.includes(plugin.name));
  const answer: HintAnswer = {
    events: changes.map(({ event }) => formatClusterEvent(event)),
    ...(plugins.length > 0 ? { hints: plugins.map((plugin) => askPlugin(plugin, info, changes)) } : {}),
  };
  return verdict(difference("expect.hint", expect.hint, answer));
}

/** An error counts as Queue; so does a registration without a hint. One Queue outweighs every QueueSkip. */
function askPlugin(plugin: Plugin, pod: PodInfo, changes: readonly ObjectChange[]): PluginHint {
  const answer: PluginHint = { plugin: plugin.name, decision: "NotRegistered" };
  const registered = plugin.eventsToRegister?.() ?? [];
  for (const { event, oldObject, newObject } of changes) {
    for (const registration of registered) {
      if (!eventMatches(registration.event, event)) continue;
      (answer.matched ??= []).push(formatClusterEvent(registration.event));
      let decision: "Queue" | "QueueSkip" = "Queue";
      try {
        decision = registration.hint?.(pod, oldObject, newObject) ?? "Queue";
      } catch (error) {
        answer.error = error instanceof Error ? error.message : String(error);
      }
      if (decision === "Queue" || answer.decision === "NotRegistered") answer.decision = decision;
    }
  }
  return answer;
}

function compareRegistrations(recorded: HintCase): Verdict {
  const actual = pluginsOf(new ScheduleCluster(recorded)).map(registrationsOf);
  return verdict(difference("expect.registrations", recorded.expect.registrations ?? [], actual));
}

function registrationsOf(plugin: Plugin): Registrations {
  const events = (plugin.eventsToRegister?.() ?? []).map(({ event, hint }) => ({
    resource: formatEventResource(event.resource),
    action: formatAction(event.action),
    hasHint: hint !== undefined,
  }));
  return { plugin: plugin.name, events };
}

/** The plugins that can refuse a pod and therefore register for events, by name. */
function pluginsOf(cluster: ScheduleCluster, schedulerName = "default-scheduler"): Plugin[] {
  const profile = cluster.profiles.get(schedulerName);
  if (profile === undefined) throw new Error(`no profile for schedulerName ${JSON.stringify(schedulerName)}`);
  return profile.all
    .filter((plugin) => plugin.eventsToRegister !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function verdict(mismatches: Mismatch[]): Verdict {
  return mismatches.length > 0 ? { status: "failed", mismatches } : { status: "passed" };
}
