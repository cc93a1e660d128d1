/**
 * One attempt to find a node: PreFilter, the nominated or hinted node first, the sampled search, scores, the choice among equals, and PostFilter
 * when nothing fits. Evaluates every node anew (`--evaluate=full`): the reference for any cleverer evaluation.
 * Source: pkg/scheduler/schedule_one.go (schedulePod, findNodesThatFitPod, findNodesThatPassFilters).
 */
import type { Cycle, FailedSearch, NodeInfo, PodInfo, PostFilterResult, Snapshot, Status } from "../framework/index.ts";
import { Diagnosis, statusMessage } from "./diagnosis.ts";
import { FilterRun, isFilterError } from "./filter-run.ts";
import type { PluginStates } from "./filter-run.ts";
import { HostHeap, heapRoot } from "./host-heap.ts";
import { numFeasibleNodesToFind } from "./node-search.ts";
import { OpportunisticBatch } from "./opportunistic-batch.ts";
import type { Nominations, Profile } from "./profile.ts";
import { ScoreRun } from "./score-run.ts";
import type { PluginScores } from "./score-run.ts";

/** How a choice among equally good nodes is made: as 1.36 does (root of its heap), the first found, or a seeded draw as up to 1.34. */
export type TieBreak = "heap" | "first" | "random";

export interface Services {
  nowUs(): number;
  random(stream: string): number;
}

export interface Attempt {
  readonly pod: PodInfo;
  readonly outcome: "placeable" | "unschedulable" | "error";
  /** The chosen node; only when placeable. */
  readonly node: NodeInfo | undefined;
  /** Text of the error, or of the FailedScheduling event. */
  readonly message: string;
  readonly diagnosis: Diagnosis;
  readonly states: PluginStates | undefined;
  /** Feasible nodes in the order found: the first `feasibleCount` entries; valid until the next attempt. */
  readonly feasible: readonly NodeInfo[];
  readonly feasibleCount: number;
  /** Totals by position; valid until the next attempt; meaningless unless `scored`. */
  readonly totals: Float64Array;
  readonly scored: boolean;
  /** Per plugin, when asked for. */
  readonly scores: readonly PluginScores[];
  readonly postFilter: PostFilterResult | undefined;
  readonly search: SearchExtent;
  /** A PreFilter plugin named the only nodes to try. */
  readonly narrowed: boolean;
  /** The node came from the ranking made for the previous equal pod. */
  readonly hinted: boolean;
  /** The pod has a signature: equal pods may share its ranking. */
  readonly signed: boolean;
}

export interface SearchExtent {
  readonly nodeCount: number;
  readonly nodesToFind: number;
  readonly startIndex: number;
  readonly nextStartIndex: number;
}

export class SchedulingAlgorithm {
  private readonly snapshot: Snapshot;
  private readonly services: Services;
  private readonly tieBreak: TieBreak;
  private readonly runs = new Map<Profile, { filter: FilterRun; score: ScoreRun; batch: OpportunisticBatch }>();
  private readonly nominator: Nominations;
  private feasible: NodeInfo[] = [];
  private feasibleCount = 0;
  private scratch = new Int32Array(128);
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
    const nodes = this.snapshot.nodes;
    const diagnosis = new Diagnosis();
    const start = this.nextStartIndex;
    this.feasibleCount = 0;
    const base = {
      pod, node: undefined, diagnosis, states: undefined as PluginStates | undefined, feasible: this.feasible, feasibleCount: 0, totals: new Float64Array(0), scored: false,
      scores: [] as PluginScores[], postFilter: undefined, narrowed: false, hinted: false, signed: false,
    };
    const extent = (): SearchExtent => ({
      nodeCount: nodes.length, nodesToFind: numFeasibleNodesToFind(profile.percentageOfNodesToScore, nodes.length), startIndex: start, nextStartIndex: this.nextStartIndex,
    });
    const fail = (message: string): Attempt => ({ ...base, outcome: "error", message, search: extent() });
    if (pod.template.parseError !== undefined) return fail(pod.template.parseError);
    if (nodes.length === 0) return { ...base, outcome: "unschedulable", message: "no nodes available to schedule pods", search: extent() };

    const { filter, score, batch } = this.runsOf(profile);
    const pre = filter.preFilter(pod);
    base.states = pre.states;
    for (const name of pre.narrowedBy) diagnosis.unschedulablePlugins.add(name);
    if (pre.status !== undefined) {
      if (pre.status.code === "Error") return fail(statusMessage(pre.status));
      diagnosis.absent = pre.status;
      diagnosis.preFilterMessage = statusMessage(pre.status);
      diagnosis.addPluginStatus(pre.status);
      return this.unschedulable(base, extent(), profile, filter);
    }

    const signature = batching ? batch.signature(pod) : undefined;
    const hint = signature === undefined ? undefined : batch.hint(signature, this.cycleNumber, (node) => filter.filter(pre.states, pod, node), this.snapshot, this.services.nowUs());
    const first = pod.nominatedNodeName !== "" ? pod.nominatedNodeName : hint;
    const hintedNode = first === undefined ? undefined : this.tryNode(first, filter, pre.states, pod, diagnosis);
    if (hintedNode !== undefined) {
      this.feasible[0] = hintedNode;
      this.feasibleCount = 1;
    } else {
      const failed = this.search(profile, filter, pre.states, pod, diagnosis, pre.nodeNames, pre.narrowedBy);
      if (failed !== undefined) return fail(failed);
    }
    const count = this.feasibleCount;
    if (count === 0) return { ...this.unschedulable(base, extent(), profile, filter), narrowed: pre.nodeNames !== undefined };
    const found = { ...base, outcome: "placeable" as const, message: "", feasibleCount: count, narrowed: pre.nodeNames !== undefined, signed: signature !== undefined, search: extent() };
    if (count === 1) {
      const node = this.feasible[0]!;
      if (batching) batch.store(signature, hint, node.name, undefined, this.cycleNumber, this.services.nowUs());
      return { ...found, node, hinted: hint !== undefined && hint === node.name };
    }
    const cycle: Cycle = { pod, snapshot: this.snapshot };
    const problem = score.run(cycle, pre.states, this.feasible, count, detail ? base.scores : undefined);
    if (problem !== undefined) return { ...found, outcome: "error", message: problem };
    const at = this.choose(score.totals, count);
    if (signature !== undefined) {
      const heap = new HostHeap(score.totals, count);
      const ranked = this.feasible.slice(0, count);
      heap.pop();
      batch.store(signature, hint, this.feasible[at]!.name, { heap, ranked }, this.cycleNumber, this.services.nowUs());
    } else if (batching) {
      batch.store(undefined, hint, this.feasible[at]!.name, undefined, this.cycleNumber, this.services.nowUs());
    }
    return { ...found, node: this.feasible[at]!, totals: score.totals, scored: true };
  }

  private runsOf(profile: Profile) {
    let runs = this.runs.get(profile);
    if (runs === undefined) {
      runs = { filter: new FilterRun(profile, this.snapshot, this.nominator), score: new ScoreRun(profile), batch: new OpportunisticBatch(profile) };
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
    profile: Profile, filter: FilterRun, states: PluginStates, pod: PodInfo, diagnosis: Diagnosis, nodeNames: ReadonlySet<string> | undefined,
    narrowedBy: readonly string[],
  ): string | undefined {
    const all = this.snapshot.nodes;
    let nodes = all;
    if (nodeNames !== undefined) {
      nodes = [...nodeNames].sort(byText).flatMap((name) => this.snapshot.get(name) ?? []);
      diagnosis.absent = { code: "UnschedulableAndUnresolvable", plugin: "", reasons: [`node(s) didn't satisfy plugin(s) [${narrowedBy.join(" ")}]`] };
    }
    const wanted = profile.score.length === 0 ? 1 : numFeasibleNodesToFind(profile.percentageOfNodesToScore, nodes.length);
    const failed = this.visit(nodes, wanted, filter, states, pod, diagnosis);
    this.nextStartIndex = (this.nextStartIndex + this.feasibleCount + diagnosis.nodes.length) % all.length;
    return failed;
  }

  private visit(nodes: readonly NodeInfo[], wanted: number, filter: FilterRun, states: PluginStates, pod: PodInfo, diagnosis: Diagnosis): string | undefined {
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

  private unschedulable(base: Omit<Attempt, "outcome" | "message" | "search" | "node"> & { node: undefined }, search: SearchExtent, profile: Profile, filter: FilterRun): Attempt {
    const { diagnosis, pod } = base;
    const nodes = this.snapshot.nodes;
    const states = base.states!;
    let postFilter: PostFilterResult | undefined;
    if (profile.postFilter.length > 0) {
      postFilter = runPostFilter(profile, this.failedSearch(pod, states, diagnosis, filter));
      diagnosis.postFilterMessage = postFilter.status === undefined ? "" : statusMessage(postFilter.status);
    }
    return { ...base, outcome: "unschedulable", message: diagnosis.message(nodes.length), postFilter, search };
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

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
