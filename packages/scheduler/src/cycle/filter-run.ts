/**
 * PreFilter and Filter of one cycle. Source: pkg/scheduler/framework/runtime/framework.go (RunPreFilterPlugins, RunFilterPlugins,
 * RunFilterPluginsWithNominatedPods).
 */
import { byCodeUnits } from "@orrery/sim-core/model";
import { errorStatus, isRejected } from "../framework/index.ts";
import type { Cycle, FilterStates, NodeInfo, Plugin, PodInfo, Snapshot, Status } from "../framework/index.ts";
import { statusMessage } from "./diagnosis.ts";
import type { Nominations, Profile } from "./profile.ts";

/** What the PreFilter plugins left: one state per plugin, and who takes part in Filter. */
export class PluginStates implements FilterStates {
  /** Plugins with a Filter that did not skip themselves, and their states, side by side. */
  readonly filters: Plugin[];
  readonly filterStates: unknown[];
  /** Every plugin that returned a state or could keep one: for addPod, removePod, reserve. */
  readonly owners: Plugin[];
  readonly states: unknown[];
  /** Plugins that skipped themselves in PreFilter. */
  readonly skipped: readonly Plugin[];

  constructor(filters: Plugin[], filterStates: unknown[], owners: Plugin[], states: unknown[], skipped: readonly Plugin[]) {
    this.skipped = skipped;
    this.filters = filters;
    this.filterStates = filterStates;
    this.owners = owners;
    this.states = states;
  }

  stateOf(plugin: Plugin): unknown {
    const at = this.owners.indexOf(plugin);
    return at < 0 ? undefined : this.states[at];
  }

  clone(): PluginStates {
    const states = this.states.map((state, i) =>
      state !== undefined && this.owners[i]!.cloneState ? this.owners[i]!.cloneState!(state) : state,
    );
    const filterStates = this.filters.map((plugin, i) => {
      const at = this.owners.indexOf(plugin);
      return at < 0 ? this.filterStates[i] : states[at];
    });
    return new PluginStates(this.filters, filterStates, this.owners, states, this.skipped);
  }
}

export interface PreFilterOutcome {
  readonly states: PluginStates;
  readonly status: Status | undefined;
  readonly nodeNames: ReadonlySet<string> | undefined;
  /** Plugins that named nodes, sorted. */
  readonly narrowedBy: readonly string[];
}

export class FilterRun {
  private readonly profile: Profile;
  private readonly snapshot: Snapshot;
  private readonly nominator: Nominations;

  constructor(profile: Profile, snapshot: Snapshot, nominator: Nominations) {
    this.profile = profile;
    this.snapshot = snapshot;
    this.nominator = nominator;
  }

  preFilter(pod: PodInfo): PreFilterOutcome {
    const cycle: Cycle = { pod, snapshot: this.snapshot };
    const owners: Plugin[] = [];
    const states: unknown[] = [];
    const skipped: Plugin[] = [];
    let nodeNames: ReadonlySet<string> | undefined;
    const narrowedBy: string[] = [];
    let remembered: Status | undefined;
    const outcome = (status: Status | undefined): PreFilterOutcome => {
      const filters: Plugin[] = [];
      const filterStates: unknown[] = [];
      for (const plugin of this.profile.filter) {
        if (skipped.includes(plugin)) continue;
        const state = states[owners.indexOf(plugin)];
        if (plugin.passesEveryNode?.(state, pod, this.snapshot) === true) continue;
        filters.push(plugin);
        filterStates.push(state);
      }
      return {
        states: new PluginStates(filters, filterStates, owners, states, skipped),
        status,
        nodeNames,
        narrowedBy: narrowedBy.sort(byCodeUnits),
      };
    };
    for (const plugin of this.profile.preFilter) {
      const result = plugin.preFilter!(cycle);
      const code = result.status?.code;
      if (code === "Skip") {
        skipped.push(plugin);
        continue;
      }
      if (result.status !== undefined && code !== "Success") {
        const status = result.status.plugin === "" ? { ...result.status, plugin: plugin.name } : result.status;
        if (code === "UnschedulableAndUnresolvable") return outcome(status);
        if (code === "Unschedulable") {
          remembered = status;
          continue;
        }
        return outcome(errorStatus(plugin.name, `running PreFilter plugin "${plugin.name}": ${statusMessage(status)}`));
      }
      owners.push(plugin);
      states.push(result.state);
      if (result.nodeNames !== undefined) {
        narrowedBy.push(plugin.name);
        nodeNames = nodeNames === undefined ? result.nodeNames : intersect(nodeNames, result.nodeNames);
        if (nodeNames.size === 0) return outcome(emptyIntersection(narrowedBy));
      }
    }
    return outcome(remembered);
  }

  /** Filters without regard to nominated pods. */
  filter(states: PluginStates, pod: PodInfo, node: NodeInfo): Status | undefined {
    const { filters, filterStates } = states;
    for (let i = 0; i < filters.length; i++) {
      const status = filters[i]!.filter!(filterStates[i], pod, node);
      if (status !== undefined) return status.plugin === "" ? { ...status, plugin: filters[i]!.name } : status;
    }
    return undefined;
  }

  /** First with the nominated pods of higher or equal priority counted as present, then without them: both must pass. */
  filterWithNominated(states: PluginStates, pod: PodInfo, node: NodeInfo): Status | undefined {
    if (this.nominator.size === 0) return this.filter(states, pod, node);
    const nominated = this.nominator.podsOn(node.name).filter((other) => other.priority >= pod.priority && other.uid !== pod.uid);
    if (nominated.length === 0) return this.filter(states, pod, node);
    const nodeCopy = node.clone();
    const stateCopy = states.clone();
    for (const other of nominated) {
      const status = this.addPod(stateCopy, pod, other, nodeCopy);
      if (status !== undefined) return errorStatus("", statusMessage(status));
    }
    const status = this.filter(stateCopy, pod, nodeCopy);
    if (status !== undefined) return status;
    return this.filter(states, pod, node);
  }

  addPod(states: PluginStates, pod: PodInfo, added: PodInfo, node: NodeInfo): Status | undefined {
    node.addPod(added);
    return this.extend(states, "addPod", pod, added, node);
  }

  removePod(states: PluginStates, pod: PodInfo, removed: PodInfo, node: NodeInfo): Status | undefined {
    node.removePod(removed);
    return this.extend(states, "removePod", pod, removed, node);
  }

  private extend(states: PluginStates, point: "addPod" | "removePod", pod: PodInfo, other: PodInfo, node: NodeInfo): Status | undefined {
    for (let i = 0; i < states.owners.length; i++) {
      const plugin = states.owners[i]!;
      const status = plugin[point]?.(states.states[i], pod, other, node);
      if (status !== undefined) {
        const name = point === "addPod" ? "AddPod" : "RemovePod";
        return errorStatus(plugin.name, `running ${name} on PreFilter plugin "${plugin.name}": ${statusMessage(status)}`);
      }
    }
    return undefined;
  }
}

/** Whether a filter's answer stops the search as an error. */
export function isFilterError(status: Status): boolean {
  return !isRejected(status);
}

function intersect(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}

function emptyIntersection(narrowedBy: readonly string[]): Status {
  const names = [...narrowedBy].sort(byCodeUnits);
  const reason =
    names.length === 1
      ? `node(s) didn't satisfy plugin ${names[0]}`
      : `node(s) didn't satisfy plugin(s) [${names.join(" ")}] simultaneously`;
  return { code: "UnschedulableAndUnresolvable", plugin: "", reasons: [reason] };
}
