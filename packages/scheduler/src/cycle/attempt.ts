/** One attempt to place a pod: what was decided, and everything that explains it. */
import type { NodeInfo, PodInfo, PostFilterResult } from "../framework/index.ts";
import { Diagnosis } from "./diagnosis.ts";
import type { PluginStates } from "./filter-run.ts";
import type { PluginScores } from "./score-run.ts";

export interface SearchExtent {
  readonly nodeCount: number;
  readonly nodesToFind: number;
  readonly startIndex: number;
  nextStartIndex: number;
}

/** Filled in step by step by the algorithm: one object of one shape, because copying it would cost more than scoring a hundred nodes. */
export class Attempt {
  readonly pod: PodInfo;
  outcome: "placeable" | "unschedulable" | "error" = "error";
  /** The chosen node; only when placeable. */
  node: NodeInfo | undefined = undefined;
  /** Text of the error, or of the FailedScheduling event. */
  message = "";
  readonly diagnosis = new Diagnosis();
  states: PluginStates | undefined = undefined;
  /** Feasible nodes in the order found: the first `feasibleCount` entries; valid until the next attempt. */
  readonly feasible: readonly NodeInfo[];
  feasibleCount = 0;
  /** Totals by position; valid until the next attempt; meaningless unless `scored`. */
  totals: Float64Array;
  scored = false;
  /** Per plugin, when asked for. */
  readonly scores: PluginScores[] = [];
  postFilter: PostFilterResult | undefined = undefined;
  readonly search: SearchExtent;
  /** A PreFilter plugin named the only nodes to try. */
  narrowed = false;
  /** The node came from the ranking made for the previous equal pod. */
  hinted = false;
  /** The pod has a signature: equal pods may share its ranking. */
  signed = false;

  constructor(pod: PodInfo, feasible: readonly NodeInfo[], totals: Float64Array, search: SearchExtent) {
    this.pod = pod;
    this.feasible = feasible;
    this.totals = totals;
    this.search = search;
  }
}
