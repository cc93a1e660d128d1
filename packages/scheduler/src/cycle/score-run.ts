/**
 * PreScore, Score, NormalizeScore and weights of one cycle. Source: pkg/scheduler/framework/runtime/framework.go (RunPreScorePlugins,
 * RunScorePlugins), pkg/scheduler/schedule_one.go (prioritizeNodes).
 */
import type { Cycle, NodeInfo, Plugin } from "../framework/index.ts";
import { statusMessage } from "./diagnosis.ts";
import type { PluginStates } from "./filter-run.ts";
import type { Profile } from "./profile.ts";

/** The scores of one plugin for the feasible nodes, in their order. */
export interface PluginScores {
  readonly plugin: string;
  readonly weight: number;
  readonly raw: Float64Array;
  readonly normalized: Float64Array;
}

export class ScoreRun {
  private readonly profile: Profile;
  private column = new Float64Array(0);
  /** Sum of weight x normalized score, by position among the feasible nodes; valid until the next run. */
  totals = new Float64Array(0);

  constructor(profile: Profile) {
    this.profile = profile;
  }

  /**
   * Fills `totals` for the first `count` of `nodes`.
   * @param detail when given, receives a copy of every plugin's scores
   * @returns the text of the error that ends the cycle, if any
   */
  run(cycle: Cycle, states: PluginStates, nodes: readonly NodeInfo[], count: number, detail?: PluginScores[]): string | undefined {
    this.reserve(count);
    const { totals, column } = this;
    totals.fill(0, 0, count);
    const skipped: Plugin[] = [];
    const scoreStates = new Map<Plugin, unknown>();
    for (const plugin of this.profile.preScore) {
      const result = plugin.preScore!(cycle, nodes, count, states.stateOf(plugin));
      const code = result.status?.code;
      if (code === "Skip") skipped.push(plugin);
      else if (result.status !== undefined && code !== "Success")
        return `running PreScore plugin "${plugin.name}": ${statusMessage(result.status)}`;
      else scoreStates.set(plugin, result.state);
    }
    if (this.profile.score.length === 0) {
      totals.fill(1, 0, count);
      return undefined;
    }
    const uniform = detail === undefined ? this.uniformTotal(cycle, skipped, scoreStates) : undefined;
    if (uniform !== undefined) totals.fill(uniform.total, 0, count);
    let invalid: { at: number; message: string } | undefined;
    for (const { plugin, weight } of this.profile.score) {
      if (skipped.includes(plugin) || uniform?.plugins.includes(plugin)) continue;
      const state = scoreStates.get(plugin);
      const failed = plugin.score!(state, cycle.pod, nodes, count, column);
      if (failed !== undefined) return `running Score plugins: plugin "${plugin.name}" failed with: ${statusMessage(failed)}`;
      const raw = detail === undefined ? column : column.slice(0, count);
      const wrong = plugin.normalizeScore?.(state, cycle.pod, nodes, count, column);
      if (wrong !== undefined) return `running Normalize on Score plugins: plugin "${plugin.name}" failed with: ${statusMessage(wrong)}`;
      for (let i = 0; i < count; i++) {
        const score = column[i]!;
        // The real component checks node by node: the first node with an invalid score is the one it reports.
        if ((score > 100 || score < 0) && (invalid === undefined || i < invalid.at))
          invalid = { at: i, message: invalidScore(plugin.name, score) };
        totals[i] = totals[i]! + score * weight;
      }
      detail?.push({ plugin: plugin.name, weight, raw, normalized: column.slice(0, count) });
    }
    return invalid?.message;
  }

  /** The plugins that know their answer without looking at nodes, and the weighted sum of those answers. */
  private uniformTotal(
    cycle: Cycle,
    skipped: readonly Plugin[],
    states: ReadonlyMap<Plugin, unknown>,
  ): { total: number; plugins: readonly Plugin[] } {
    let total = 0;
    const plugins: Plugin[] = [];
    for (const { plugin, weight } of this.profile.score) {
      if (plugin.uniformScore === undefined || skipped.includes(plugin)) continue;
      const score = plugin.uniformScore(states.get(plugin), cycle.pod, cycle.snapshot);
      if (score === undefined) continue;
      total += score * weight;
      plugins.push(plugin);
    }
    return { total, plugins };
  }

  private reserve(count: number): void {
    if (this.column.length >= count) return;
    const length = Math.max(count, this.column.length * 2, 128);
    this.column = new Float64Array(length);
    this.totals = new Float64Array(length);
  }
}

function invalidScore(plugin: string, score: number): string {
  return `applying score defaultWeights on Score plugins: plugin "${plugin}" returns an invalid score ${score}, it should in the range of [0, 100] after normalizing`;
}
