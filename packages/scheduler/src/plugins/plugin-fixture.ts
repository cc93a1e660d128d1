/** A small cluster for the tests of single plugins, which are called as the framework calls them. */
import type { Node, Pod, PodSpec } from "@orrery/sim-core/model";
import { ClusterCache, createObjectStores, TemplateCache } from "../cache/index.ts";
import { eventMatches } from "../framework/index.ts";
import type { ClusterEvent, Handle, HintDecision, NodeInfo, Plugin, PluginFactory, PodInfo, Status } from "../framework/index.ts";

export function node(name: string, fields: Omit<Node, "metadata"> & { labels?: Record<string, string> } = {}): Node {
  const { labels, ...rest } = fields;
  return { metadata: { name, ...(labels && { labels }) }, ...rest };
}

/** A pod `default/<name>` with one container. */
export function pod(name: string, spec: Partial<PodSpec> = {}, rest: Partial<Omit<Pod, "spec">> = {}): Pod {
  return {
    ...rest,
    metadata: { name, namespace: "default", uid: name, ...rest.metadata },
    spec: { containers: [{ name: "main" }], ...spec },
  };
}

export interface Filtered {
  readonly preFilter: Status | undefined;
  readonly nodeNames: readonly string[] | undefined;
  /** Refusals by node; a node that passes is missing. */
  readonly refused: Readonly<Record<string, Status>>;
}

export interface Scored {
  readonly skipped: boolean;
  readonly raw: readonly number[];
  readonly normalized: readonly number[];
}

export class SmallCluster {
  readonly cache = new ClusterCache();
  readonly templates = new TemplateCache();
  readonly handle: Handle = { listers: createObjectStores(), snapshot: this.cache, nowUs: () => 0, random: () => 0 };

  constructor(nodes: readonly Node[], running: readonly Pod[] = []) {
    for (const object of nodes) this.cache.setNode(object);
    for (const object of running) this.cache.setPod(this.info(object));
  }

  info(object: Pod): PodInfo {
    return this.templates.podInfo(object);
  }

  plugin(make: PluginFactory, args: Record<string, unknown> = {}): Plugin {
    return make(args, this.handle);
  }

  filter(plugin: Plugin, object: Pod): Filtered {
    const info = this.info(object);
    const result = plugin.preFilter?.({ pod: info, snapshot: this.cache }) ?? {};
    const nodeNames = result.nodeNames && [...result.nodeNames].sort();
    if (result.status !== undefined) return { preFilter: result.status, nodeNames, refused: {} };
    const refused: Record<string, Status> = {};
    for (const at of this.cache.nodes) {
      const status = plugin.filter?.(result.state, info, at);
      if (status !== undefined) refused[at.name] = status;
    }
    return { preFilter: undefined, nodeNames, refused };
  }

  score(plugin: Plugin, object: Pod, nodes: readonly NodeInfo[] = this.cache.nodes): Scored {
    const info = this.info(object);
    const result = plugin.preScore?.({ pod: info, snapshot: this.cache }, nodes, nodes.length, undefined) ?? {};
    if (result.status?.code === "Skip") return { skipped: true, raw: [], normalized: [] };
    if (result.status !== undefined) throw new Error(result.status.reasons.join(", "));
    const scores = new Float64Array(nodes.length);
    const failed = plugin.score?.(result.state, info, nodes, nodes.length, scores);
    if (failed !== undefined) throw new Error(failed.reasons.join(", "));
    const raw = Array.from(scores);
    plugin.normalizeScore?.(result.state, info, nodes, nodes.length, scores);
    return { skipped: false, raw, normalized: Array.from(scores) };
  }

  /** What the plugin's registrations say to a change; undefined when none of them hears of it. */
  hint(plugin: Plugin, waiting: Pod, event: ClusterEvent, oldObject: unknown, newObject: unknown): HintDecision | undefined {
    const heard = (plugin.eventsToRegister?.() ?? []).filter((registration) => eventMatches(registration.event, event));
    if (heard.length === 0) return undefined;
    const info = this.info(waiting);
    return heard.some((registration) => (registration.hint?.(info, oldObject, newObject) ?? "Queue") === "Queue") ? "Queue" : "QueueSkip";
  }
}
