/** What preemption found, in the shape of the recordings; with `apply`, carried out as the recorder does. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { Attempt, Profile } from "@orrery/scheduler/cycle";
import { bestCandidates, DefaultPreemption } from "@orrery/scheduler/plugins";
import type { ScheduleCluster } from "./schedule-cluster.ts";
import { groupRejections } from "./status-record.ts";

export interface RecordedPostFilter {
  code: string;
  plugin?: string;
  message?: string;
  eligible: boolean;
  candidates?: { node: string; victims: string[]; pdbViolations: number }[];
  notHelpful?: Record<string, unknown>[];
  ties?: string[];
  nominated?: string;
  nomination: "set" | "clear" | "unchanged";
}

const NOW_US = 1_795_219_200_000_000;

export function recordPostFilter(cluster: ScheduleCluster, profile: Profile, attempt: Attempt, apply: boolean): RecordedPostFilter {
  const result = attempt.postFilter!;
  const record: RecordedPostFilter = { code: result.status?.code ?? "Success", eligible: false, nomination: "unchanged" };
  if (result.status !== undefined) {
    if (result.status.plugin !== "") record.plugin = result.status.plugin;
    if (result.status.reasons.length > 0) record.message = result.status.reasons.join(", ");
  }
  const preemption = profile.postFilter.find((plugin) => plugin instanceof DefaultPreemption);
  const victims = preemption === undefined ? new Map<string, readonly string[]>() : dryRun(cluster, preemption, profile, attempt, record);
  if (result.nominatedNodeName === undefined) return record;
  record.nomination = result.nominatedNodeName === "" ? "clear" : "set";
  const pod = cluster.pods.get(attempt.pod.key)!;
  if (record.nomination === "set") {
    record.nominated = record.ties![0]!;
    if (apply) {
      for (const key of victims.get(record.nominated)!) cluster.delete(key);
      for (const other of cluster.nominator.podsOn(record.nominated)) {
        const known = cluster.pods.get(other.key);
        if (cluster.unqueued(other).priority < attempt.pod.priority && known !== undefined) cluster.nominate(known, "");
      }
      cluster.nominate(pod, record.nominated);
    }
  } else if (apply) {
    cluster.nominate(pod, "");
  }
  return record;
}

/** Fills candidates, notHelpful and ties from a dry run over all potential nodes; @returns the victims by node. */
function dryRun(
  cluster: ScheduleCluster,
  preemption: DefaultPreemption,
  profile: Profile,
  attempt: Attempt,
  record: RecordedPostFilter,
): Map<string, readonly string[]> {
  const search = cluster.algorithm.failedSearchOf(attempt, profile);
  record.eligible = preemption.ineligible(search) === undefined;
  const victims = new Map<string, readonly string[]>();
  if (!record.eligible || search.potentialNodes.length === 0) return victims;
  const { candidates, notHelpful } = preemption.dryRun(search, 0, search.potentialNodes.length);
  for (const candidate of candidates)
    victims.set(
      candidate.node.name,
      candidate.pods.map((pod) => pod.key),
    );
  if (notHelpful.length > 0)
    record.notHelpful = groupRejections(
      notHelpful.map((n) => n.node),
      notHelpful.map((n) => n.status),
    );
  if (candidates.length === 0) return victims;
  record.candidates = candidates
    .map((c) => ({ node: c.node.name, victims: c.pods.map((pod) => pod.key), pdbViolations: c.pdbViolations }))
    .sort((a, b) => byCodeUnits(a.node, b.node));
  record.ties = bestCandidates(candidates, NOW_US)
    .map((c) => c.node.name)
    .sort(byCodeUnits);
  return victims;
}
