/** Replays a `schedule` case step by step and compares every decision with the recorded one. Format: README of the recordings. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { Node, Pod } from "@orrery/sim-core/model";
import type { PodInfo } from "@orrery/scheduler/framework";
import type { Attempt, Profile } from "@orrery/scheduler/cycle";
import type { Mismatch, Verdict } from "../contract.ts";
import { difference } from "./difference.ts";
import { groupRejections, statusRecord } from "./status-record.ts";
import { recordPostFilter } from "./post-filter-record.ts";
import type { RecordedPostFilter } from "./post-filter-record.ts";
import { complete, podKey, ScheduleCluster } from "./schedule-cluster.ts";
import type { RecordedCluster } from "./schedule-cluster.ts";

export interface ScheduleCase extends RecordedCluster {
  readonly preemption?: "record" | "apply";
  readonly mode?: "steps" | "queue";
  readonly detail?: "full" | "totals";
  readonly steps?: readonly Step[];
  readonly expect: { readonly nodeOrder?: string[]; readonly steps?: readonly Record<string, unknown>[] };
}

interface Step {
  readonly pod?: Pod;
  readonly retry?: string;
  readonly addNode?: Node;
  readonly updateNode?: Node;
  readonly removeNode?: string;
  readonly deletePod?: string;
}

/** One step's answer, with the fields of the recording. */
export type StepRecord = Record<string, unknown> & { postFilter?: RecordedPostFilter };

export function runScheduleCase(recorded: ScheduleCase): Verdict {
  const cluster = new ScheduleCluster(recorded);
  const mismatches: Mismatch[] = [];
  mismatches.push(...difference("expect.nodeOrder", recorded.expect.nodeOrder ?? [], snapshotOrder(cluster)));
  (recorded.steps ?? []).forEach((step, i) => {
    const expected = recorded.expect.steps?.[i] ?? {};
    const actual = runStep(cluster, recorded, step, i, expected);
    mismatches.push(...difference(`expect.steps[${i}]`, expected, actual));
  });
  return mismatches.length > 0 ? { status: "failed", mismatches } : { status: "passed" };
}

function runStep(cluster: ScheduleCluster, recorded: ScheduleCase, step: Step, at: number, expected: Record<string, unknown>): StepRecord {
  const nodeOrder = () => snapshotOrder(cluster);
  if (step.addNode !== undefined || step.updateNode !== undefined) {
    cluster.cache.setNode((step.addNode ?? step.updateNode)!);
    return { outcome: step.addNode === undefined ? "updated" : "added", nodeOrder: nodeOrder() };
  }
  if (step.removeNode !== undefined) {
    cluster.cache.removeNode(step.removeNode);
    return { outcome: "removed", nodeOrder: nodeOrder() };
  }
  if (step.deletePod !== undefined) {
    return cluster.delete(step.deletePod)
      ? { pod: step.deletePod, outcome: "deleted" }
      : { outcome: "error", message: `no pod ${step.deletePod}` };
  }
  const pod = step.pod === undefined ? cluster.pods.get(step.retry!)! : complete(step.pod);
  return schedule(cluster, recorded, pod, at, expected);
}

/** The recorder takes a snapshot to tell the order; nodes remember what they knew when they were last copied into one. */
function snapshotOrder(cluster: ScheduleCluster): string[] {
  cluster.cache.images.takeSnapshot();
  return cluster.cache.nodes.map((n) => n.name);
}

function schedule(cluster: ScheduleCluster, recorded: ScheduleCase, pod: Pod, at: number, expected: Record<string, unknown>): StepRecord {
  const record: StepRecord = { pod: podKey(pod), outcome: "" };
  const profile = cluster.profiles.get(pod.spec.schedulerName!);
  if (profile === undefined)
    return { ...record, outcome: "ignored", message: `no profile for schedulerName ${JSON.stringify(pod.spec.schedulerName)}` };
  cluster.index(pod);
  if (pod.metadata.deletionTimestamp !== undefined) return { ...record, outcome: "skipped" };
  const info = cluster.info(pod);
  const gate = preEnqueue(profile, info);
  if (gate !== undefined) return { ...record, outcome: "gated", preEnqueue: gate };

  const attempt = cluster.algorithm.schedule(info, profile, recorded.detail !== "totals", false);
  if (attempt.outcome === "error") return describeError(record, attempt);
  if (attempt.search.nodeCount === 0) return { ...record, outcome: "unschedulable", message: attempt.message };
  describeSearch(record, attempt);
  if (attempt.outcome === "unschedulable") {
    record.outcome = "unschedulable";
    if (recorded.mode === "queue") cluster.algorithm.schedule(info, profile);
    if (profile.postFilter.length > 0) record.postFilter = recordPostFilter(cluster, profile, attempt, recorded.preemption === "apply");
    record["message"] = attempt.message;
    return record;
  }
  describeChoice(record, attempt, recorded);
  if (recorded.mode === "queue") {
    const queued = cluster.algorithm.schedule(info, profile);
    record["batch"] = { signed: queued.signed, hinted: queued.hinted, suggested: queued.node!.name };
    record["picked"] = queued.node!.name;
  }
  return place(cluster, profile, attempt, pod, record, String(expected["picked"] ?? record["picked"]), at);
}

/** An error while scoring comes after the search, which is recorded. */
function describeError(record: StepRecord, attempt: Attempt): StepRecord {
  if (attempt.feasibleCount > 0) {
    describeSearch(record, attempt);
    record["feasible"] = attempt.feasible.slice(0, attempt.feasibleCount).map((n) => n.name);
  }
  return { ...record, outcome: "error", message: attempt.message };
}

function preEnqueue(profile: Profile, pod: PodInfo): Record<string, unknown> | undefined {
  for (const plugin of profile.preEnqueue) {
    const status = plugin.preEnqueue!(pod);
    if (status !== undefined) return statusRecord({ ...status, plugin: plugin.name });
  }
  return undefined;
}

function describeSearch(record: StepRecord, attempt: Attempt): void {
  const { diagnosis, search } = attempt;
  if (diagnosis.preFilterMessage !== "") record["preFilter"] = statusRecord(diagnosis.absent);
  else if (attempt.narrowed && (attempt.outcome === "placeable" || diagnosis.nodes.length < search.nodeCount))
    record["absent"] = statusRecord(diagnosis.absent);
  const rejected = groupRejections(diagnosis.nodes, diagnosis.statuses);
  if (rejected.length > 0) record["rejected"] = rejected;
  record["search"] = {
    numNodes: search.nodeCount,
    numNodesToFind: search.nodesToFind,
    startIndex: search.startIndex,
    nextStartIndex: search.nextStartIndex,
    evaluated: attempt.feasibleCount + diagnosis.nodes.length,
    feasibleFound: attempt.feasibleCount,
  };
  const sorted = (names: Iterable<string>) => [...names].sort(byCodeUnits);
  if (diagnosis.unschedulablePlugins.size > 0) record["unschedulablePlugins"] = sorted(diagnosis.unschedulablePlugins);
  if (diagnosis.pendingPlugins.size > 0) record["pendingPlugins"] = sorted(diagnosis.pendingPlugins);
}

function describeChoice(record: StepRecord, attempt: Attempt, recorded: ScheduleCase): void {
  const count = attempt.feasibleCount;
  const names = attempt.feasible.slice(0, count).map((n) => n.name);
  record["feasible"] = names;
  if (!attempt.scored) {
    record["ties"] = [names[0]];
    record["selected"] = names[0];
    record["picked"] = names[0];
    return;
  }
  const total = Array.from(attempt.totals.subarray(0, count));
  const best = Math.max(...total);
  const ties = names.filter((_, i) => total[i] === best).sort(byCodeUnits);
  const scores: Record<string, unknown> = { total };
  if (recorded.detail !== "totals" && attempt.scores.length > 0) {
    scores["plugins"] = attempt.scores.map(({ plugin, weight, raw, normalized }) => {
      const differs = raw.some((score, i) => score !== normalized[i]);
      return { plugin, weight, raw: Array.from(raw, clean), ...(differs ? { normalized: Array.from(normalized, clean) } : {}) };
    });
  }
  record["scores"] = scores;
  record["ties"] = ties;
  if (!(attempt.narrowed && ties.length > 1)) record["selected"] = attempt.node!.name;
  record["picked"] = ties[0];
}

/** Reserve on the node that the recording goes on with; then the pod counts as running there. */
function place(
  cluster: ScheduleCluster,
  profile: Profile,
  attempt: Attempt,
  pod: Pod,
  record: StepRecord,
  nodeName: string,
  at: number,
): StepRecord {
  const node = cluster.cache.get(nodeName);
  if (node === undefined) return { ...record, outcome: "error", message: `no node ${nodeName}` };
  const info = attempt.pod;
  info.nodeName = nodeName;
  cluster.nominator.delete(info);
  cluster.cache.setPod(info);
  for (const plugin of profile.reserve) {
    const status = plugin.reserve?.(attempt.states!.stateOf(plugin), info, node);
    if (status === undefined) continue;
    for (const other of [...profile.reserve].reverse()) other.unreserve?.(attempt.states!.stateOf(other), info, node);
    cluster.cache.removePod(info.key);
    return { ...record, outcome: "unschedulable", reserve: statusRecord({ ...status, plugin: status.plugin || plugin.name }) };
  }
  const { nominatedNodeName: _, ...status } = pod.status ?? {};
  const startTime = new Date(Date.UTC(2026, 0, 2, 0, 0, at)).toISOString().replace(".000Z", "Z");
  cluster.confirm({ ...pod, spec: { ...pod.spec, nodeName }, status: { ...status, phase: "Running", startTime } });
  return { ...record, outcome: "scheduled" };
}

/** -0 becomes 0. */
function clean(score: number): number {
  return score + 0;
}
