/**
 * One attempt to find a node: PreFilter, the nominated or hinted node first, the sampled search, scores, the choice among equals, and
 * PostFilter
 * when nothing fits. Evaluates every node anew (`--evaluate=full`): the reference for any cleverer evaluation.
 * Source: pkg/scheduler/schedule_one.go (schedulePod, findNodesThatFitPod, findNodesThatPassFilters).
 */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { FailedSearch, NodeInfo, PodInfo, PostFilterResult, Snapshot, Status } from "../framework/index.ts";
import { Attempt } from "./attempt.ts";
import { statusMessage } from "./diagnosis.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { FilterRun, isFilterError } from "./filter-run.ts";
import type { PluginStates, PreFilterOutcome } from "./filter-run.ts";
import { HostHeap, heapRoot } from "./host-heap.ts";
import { numFeasibleNodesToFind } from "./node-search.ts";
import { OpportunisticBatch } from "./opportunistic-batch.ts";
import type { Ranking } from "./opportunistic-batch.ts";
import type { Nominations, Profile } from "./profile.ts";
import { ScoreRun } from "./score-run.ts";

/** How a choice among equally good nodes is made: as 1.36 does (root of its heap), the first found, or a seeded draw as up to 1.34. */
export type TieBreak = "heap" | "first" | "random";

export interface Services {
  nowUs(): number;
  random(stream: string): number;
}

interface ProfileRuns {
  readonly filter: FilterRun;
  readonly score: ScoreRun;
  readonly batch: OpportunisticBatch;
}

export class SchedulingAlgorithm {
  private readonly snapshot: Snapshot;
  private readonly services: Services;
  private readonly tieBreak: TieBreak;
  private readonly runs = new Map<Profile, ProfileRuns>();
  private readonly nominator: Nominations;
  private feasible: NodeInfo[] = [];
  private feasibleCount = 0;
  private scratch = new Int32Array(128);
  private readonly noTotals = new Float64Array(0);
  private cycleNumber = 0;
  /** Where the next search starts; one counter for all profiles (nextStartNodeIndex). */
  nextStartIndex = 0;

  constructor(snapshot: Snapshot, nominator: Nominations, services: Services, tieBreak: TieBreak = "heap") {
    this.snapshot = snapshot;
    this.nominator = nominator;
    this.services = services;
    this.tieBreak = tieBreak;
  }

  /**
   * @param detail also keep every plugin's scores
   * @param batching neither use nor make a ranking that equal pods share when false
   */
  schedule(pod: PodInfo, profile: Profile, detail = false, batching = true): Attempt {
    if (batching) this.cycleNumber += 1;
    this.snapshot.images?.takeSnapshot();
    const nodeCount = this.snapshot.nodes.length;
    const attempt = new Attempt(pod, this.feasible, this.noTotals, {
      nodeCount,
      nodesToFind: numFeasibleNodesToFind(profile.percentageOfNodesToScore, nodeCount),
      startIndex: this.nextStartIndex,
      nextStartIndex: this.nextStartIndex,
    });
    this.feasibleCount = 0;
    if (pod.template.parseError !== undefined) return failed(attempt, pod.template.parseError);
    if (nodeCount === 0) {
      attempt.outcome = "unschedulable";
      attempt.message = "no nodes available to schedule pods";
      return attempt;
    }
    const runs = this.runsOf(profile);
    const pre = runs.filter.preFilter(pod);
    attempt.states = pre.states;
    const { diagnosis } = attempt;
    for (const name of pre.narrowedBy) diagnosis.unschedulablePlugins.add(name);
    if (pre.status !== undefined) {
      if (pre.status.code === "Error") return failed(attempt, statusMessage(pre.status));
      diagnosis.absent = pre.status;
      diagnosis.preFilterMessage = statusMessage(pre.status);
      diagnosis.addPluginStatus(pre.status);
      return this.unschedulable(attempt, profile, runs.filter);
    }

    const signature = batching ? runs.batch.signature(pod) : undefined;
    attempt.signed = signature !== undefined;
    attempt.narrowed = pre.nodeNames !== undefined;
    const hint =
      signature === undefined
        ? undefined
        : runs.batch.hint(
            signature,
            this.cycleNumber,
            (node) => runs.filter.filter(pre.states, pod, node),
            this.snapshot,
            this.services.nowUs(),
          );
    const problem = this.find(attempt, profile, runs.filter, pre, hint);
    attempt.search.nextStartIndex = this.nextStartIndex;
    if (problem !== undefined) return failed(attempt, problem);
    attempt.feasibleCount = this.feasibleCount;
    if (this.feasibleCount === 0) return this.unschedulable(attempt, profile, runs.filter);
    return this.decide(attempt, runs, detail, batching, signature, hint);
  }

  /** The nominated or hinted node if it passes, else the search. @returns the text of an error that ended it */
  private find(attempt: Attempt, profile: Profile, filter: FilterRun, pre: PreFilterOutcome, hint: string | undefined): string | undefined {
    const { pod, diagnosis } = attempt;
    const first = pod.nominatedNodeName !== "" ? pod.nominatedNodeName : hint;
    const node = first === undefined ? undefined : this.tryNode(first, filter, pre.states, pod, diagnosis);
    if (node === undefined) return this.search(profile, filter, pre.states, pod, diagnosis, pre.nodeNames, pre.narrowedBy);
    this.feasible[0] = node;
    this.feasibleCount = 1;
    return undefined;
  }

  /** One feasible node is taken unscored; of several, the best by score. */
  private decide(
    attempt: Attempt,
    runs: ProfileRuns,
    detail: boolean,
    batching: boolean,
    signature: string | undefined,
    hint: string | undefined,
  ): Attempt {
    const count = this.feasibleCount;
    const nowUs = this.services.nowUs();
    let ranking: Ranking | undefined;
    let at = 0;
    if (count > 1) {
      const { score } = runs;
      const problem = score.run(
        { pod: attempt.pod, snapshot: this.snapshot },
        attempt.states!,
        this.feasible,
        count,
        detail ? attempt.scores : undefined,
      );
      if (problem !== undefined) return failed(attempt, problem);
      attempt.totals = score.totals;
      attempt.scored = true;
      at = this.choose(score.totals, count);
      if (signature !== undefined) {
        ranking = { heap: new HostHeap(score.totals, count), ranked: this.feasible.slice(0, count) };
        ranking.heap.pop();
      }
    }
    const node = this.feasible[at]!;
    attempt.outcome = "placeable";
    attempt.node = node;
    attempt.hinted = count === 1 && hint === node.name;
    if (batching) runs.batch.store(signature, hint, node.name, ranking, this.cycleNumber, nowUs);
    return attempt;
  }

  private runsOf(profile: Profile): ProfileRuns {
    let runs = this.runs.get(profile);
    if (runs === undefined) {
      runs = {
        filter: new FilterRun(profile, this.snapshot, this.nominator),
        score: new ScoreRun(profile),
        batch: new OpportunisticBatch(profile),
      };
      this.runs.set(profile, runs);
    }
    return runs;
  }

  private choose(totals: Float64Array, count: number): number {
    if (this.tieBreak === "heap") {
      if (this.scratch.length < count) this.scratch = new Int32Array(count * 2);
      return heapRoot(totals, count, this.scratch);
    }
    let best = 0;
    let ties = 1;
    for (let i = 1; i < count; i++) {
      if (totals[i]! > totals[best]!) {
        best = i;
        ties = 1;
      } else if (totals[i]! === totals[best]!) {
        ties += 1;
        if (this.tieBreak === "random" && this.services.random("tie-break") * ties < 1) best = i;
      }
    }
    return best;
  }

  /** The nominated or hinted node, if it passes; a refusal is recorded like any other. */
  private tryNode(name: string, filter: FilterRun, states: PluginStates, pod: PodInfo, diagnosis: Diagnosis): NodeInfo | undefined {
    const node = this.snapshot.get(name);
    if (node === undefined) return undefined;
    const status = filter.filterWithNominated(states, pod, node);
    if (status === undefined) return node;
    if (!isFilterError(status)) diagnosis.refuseOnce(node, status);
    return undefined;
  }

  /** @returns the text of an error that ended the search */
  private search(
    profile: Profile,
    filter: FilterRun,
    states: PluginStates,
    pod: PodInfo,
    diagnosis: Diagnosis,
    nodeNames: ReadonlySet<string> | undefined,
    narrowedBy: readonly string[],
  ): string | undefined {
    const all = this.snapshot.nodes;
    let nodes = all;
    if (nodeNames !== undefined) {
      nodes = [...nodeNames].sort(byCodeUnits).flatMap((name) => this.snapshot.get(name) ?? []);
      diagnosis.absent = {
        code: "UnschedulableAndUnresolvable",
        plugin: "",
        reasons: [`node(s) didn't satisfy plugin(s) [${narrowedBy.join(" ")}]`],
      };
    }
    const wanted = profile.score.length === 0 ? 1 : numFeasibleNodesToFind(profile.percentageOfNodesToScore, nodes.length);
    const failed = this.visit(nodes, wanted, filter, states, pod, diagnosis);
    this.nextStartIndex = (this.nextStartIndex + this.feasibleCount + diagnosis.nodes.length) % all.length;
    return failed;
  }

  private visit(
    nodes: readonly NodeInfo[],
    wanted: number,
    filter: FilterRun,
    states: PluginStates,
    pod: PodInfo,
    diagnosis: Diagnosis,
  ): string | undefined {
    const { feasible } = this;
    const plain = this.nominator.size === 0;
    const length = nodes.length;
    let at = length === 0 ? 0 : this.nextStartIndex % length;
    let count = 0;
    for (let i = 0; i < length; i++) {
      const node = nodes[at]!;
      if (++at === length) at = 0;
      const status = plain ? filter.filter(states, pod, node) : filter.filterWithNominated(states, pod, node);
      if (status === undefined) {
        // One feasible node more than wanted ends the search; it is dropped, but what was refused before it counts.
        if (count === wanted) break;
        feasible[count++] = node;
        this.feasibleCount = count;
      } else if (isFilterError(status)) {
        return statusMessage(status);
      } else {
        diagnosis.refuseOnce(node, status);
      }
    }
    return undefined;
  }

  private unschedulable(attempt: Attempt, profile: Profile, filter: FilterRun): Attempt {
    const { diagnosis, pod } = attempt;
    if (profile.postFilter.length > 0) {
      attempt.postFilter = runPostFilter(profile, this.failedSearch(pod, attempt.states!, diagnosis, filter));
      diagnosis.postFilterMessage = attempt.postFilter.status === undefined ? "" : statusMessage(attempt.postFilter.status);
    }
    attempt.outcome = "unschedulable";
    attempt.message = diagnosis.message(attempt.search.nodeCount);
    return attempt;
  }

  /** Also used by whoever asks for all preemption candidates. */
  failedSearch(pod: PodInfo, states: PluginStates, diagnosis: Diagnosis, filter: FilterRun): FailedSearch {
    return {
      cycle: { pod, snapshot: this.snapshot },
      states,
      statusOf: (node) => diagnosis.statusOf(node),
      preFilterRan: ({ name }) => [...states.owners, ...states.skipped].some((plugin) => plugin.name === name),
      potentialNodes: diagnosis.nodesForPreemption(this.snapshot.nodes),
      runFilters: (s, node) => filter.filterWithNominated(s as PluginStates, pod, node),
      addPod: (s, added, node) => filter.addPod(s as PluginStates, pod, added, node),
      removePod: (s, removed, node) => filter.removePod(s as PluginStates, pod, removed, node),
      nowUs: () => this.services.nowUs(),
      random: (stream) => this.services.random(stream),
    };
  }

  /** The means to repeat the failed search of `attempt` on changed nodes. */
  failedSearchOf(attempt: Attempt, profile: Profile): FailedSearch {
    return this.failedSearch(attempt.pod, attempt.states!, attempt.diagnosis, this.runsOf(profile).filter);
  }
}

function failed(attempt: Attempt, message: string): Attempt {
  attempt.outcome = "error";
  attempt.message = message;
  return attempt;
}

/** The first plugin that succeeds wins; see RunPostFilterPlugins. */
function runPostFilter(profile: Profile, search: FailedSearch): PostFilterResult {
  const reasons: string[] = [];
  let rejector = "";
  let last: PostFilterResult = {};
  for (const plugin of profile.postFilter) {
    const result = plugin.postFilter!(search);
    if (result.status === undefined) return result;
    const status: Status = { ...result.status, plugin: plugin.name };
    if (status.code !== "Unschedulable") return { ...result, status };
    if (result.nominatedNodeName !== undefined) last = result;
    reasons.push(...status.reasons);
    rejector ||= plugin.name;
  }
  return { ...last, status: { code: "Unschedulable", plugin: rejector, reasons } };
}
