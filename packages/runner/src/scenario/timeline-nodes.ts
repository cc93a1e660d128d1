/** The nodes of a scenario as the timeline has them at each moment: what is meant by a target, and what becomes of it. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { Node } from "@orrery/sim-core/model";
import type { InputNode } from "../simulation/index.ts";
import type { NodeLifetime } from "./faults.ts";
import { patchedNode, taintText, withLabels, withoutTaint, withTaint, withUnschedulable } from "./node-changes.ts";
import { plannedOutage } from "./node-outages.ts";
import { givenNode, poolNodes } from "./node-pool.ts";
import { isTarget } from "./node-target.ts";
import type { PoolSurroundings } from "./pool-kubelet.ts";
import type { Path } from "./problem.ts";
import { requiredUs } from "./random-time.ts";
import type { NodePool } from "./scenario.ts";
import type { Moment } from "./timeline-moment.ts";
import type { Manifest, NodeTarget, PatchEntry, TimelineEntry } from "./timeline-entry.ts";
import { isUnchanged, patchManifest } from "./written-objects.ts";

export interface NodesWorld {
  readonly nodes: readonly InputNode[];
  readonly pools: readonly NodePool[];
  readonly surroundingsOf: (pool: NodePool) => PoolSurroundings;
}

export class TimelineNodes {
  private readonly world: NodesWorld;
  private readonly nodes: Map<string, InputNode>;
  private readonly poolSizes: Map<string, number>;
  private readonly joinedUs = new Map<string, number>();
  private readonly gone: NodeLifetime[] = [];

  constructor(world: NodesWorld) {
    this.world = world;
    this.nodes = new Map(world.nodes.map((each) => [each.node.metadata.name, each]));
    this.poolSizes = new Map(world.pools.map((pool) => [pool.name, pool.count]));
  }

  /** Of every node that is ever there. */
  lifetimes(): NodeLifetime[] {
    const here = Array.from(this.nodes, ([name, node]) => ({ node, fromUs: this.joinedUs.get(name) ?? 0, toUs: Infinity }));
    return [...this.gone, ...here];
  }

  /** What the entry does to nodes by target; entries of other kinds do nothing here. */
  act(entry: TimelineEntry, moment: Moment): void {
    const { cordon, uncordon, taint, untaint, label, removeNodes, addNodes } = entry;
    const each = (target: NodeTarget, field: string, words: string, update: (node: Node) => Node): void => {
      for (const name of this.targets(target, [field], moment)) this.update(name, words, update, moment);
    };
    if (cordon !== undefined) each(cordon, "cordon", "cordon", (node) => withUnschedulable(node, true));
    if (uncordon !== undefined) each(uncordon, "uncordon", "uncordon", (node) => withUnschedulable(node, false));
    if (taint !== undefined) each(taint.nodes, "taint", `taint ${taintText(taint.taint)} on`, (node) => withTaint(node, taint.taint));
    if (untaint !== undefined) {
      const { key, effect } = untaint;
      const words = `remove taint ${key}${effect === undefined ? "" : `:${effect}`} from`;
      each(untaint.nodes, "untaint", words, (node) => withoutTaint(node, key, effect));
    }
    if (label !== undefined) each(label.nodes, "label", "label", (node) => withLabels(node, label.set ?? {}, label.remove ?? []));
    if (removeNodes !== undefined) this.remove(removeNodes, ["removeNodes"], moment);
    if (addNodes !== undefined) this.add(addNodes, moment);
    this.fail(entry, moment);
  }

  remove(target: NodeTarget, path: Path, moment: Moment): void {
    for (const name of this.targets(target, path, moment)) {
      this.gone.push({ node: this.nodes.get(name)!, fromUs: this.joinedUs.get(name) ?? 0, toUs: moment.atUs });
      this.nodes.delete(name);
      moment.say({ kind: "removeNode", nodeName: name }, `remove node ${name}`);
    }
  }

  /** A new node, or another spec of one; what its kubelet reports stays where the manifest does not say it. */
  apply(manifest: Manifest, moment: Moment): void {
    const { name } = manifest.metadata;
    const given = givenNode(manifest as unknown as Node, this.nodes.get(name)?.pool ?? "");
    if (!this.nodes.has(name)) return this.join(given, moment);
    this.nodes.set(name, given);
    const update = ({ status }: Node): Node => ({ ...given.node, status: { ...status, ...given.node.status } });
    moment.say({ kind: "updateNode", nodeName: name, update }, `apply node ${name}`);
  }

  patch({ name, patch }: PatchEntry, moment: Moment): void {
    for (const each of this.targets({ names: [name] }, ["patch", "name"], moment)) {
      const manifest = { kind: "Node", ...this.nodes.get(each)!.node } as unknown as Manifest;
      const result = patchManifest(manifest, patch, ["patch", "patch"]);
      if (isUnchanged(result)) return moment.complain(result.path, result.message, result.accepted);
      this.update(each, "patch node", (node) => patchedNode(node, patch), moment);
    }
  }

  private update(name: string, words: string, update: (node: Node) => Node, { say }: Moment): void {
    const known = this.nodes.get(name)!;
    this.nodes.set(name, { ...known, node: update(known.node) });
    say({ kind: "updateNode", nodeName: name, update }, `${words} ${name}`);
  }

  private fail(entry: TimelineEntry, moment: Moment): void {
    const outage = plannedOutage(entry);
    if (outage === undefined) return;
    const { kind, words, target, action } = outage;
    const apartUs = requiredUs(target.every ?? "0s");
    for (const [index, nodeName] of this.targets(target.nodes, [kind, "nodes"], moment).entries())
      moment.say({ kind: "actOnNode", nodeName, action }, `${words} ${nodeName}`, index * apartUs);
  }

  private targets(target: NodeTarget, path: Path, { complain }: Moment): string[] {
    const names = [...this.nodes.keys()].filter((name) => isTarget(this.nodes.get(name)!, target));
    for (const name of target.names ?? []) {
      if (!this.nodes.has(name)) complain([...path, "names"], `there is no node ${JSON.stringify(name)} at that time`, this.someNodes());
    }
    if (names.length === 0 && target.names === undefined) complain(path, "no node is meant at that time", this.someNodes());
    names.sort(byCodeUnits);
    return names.slice(0, target.count ?? names.length);
  }

  private someNodes(): string {
    const names = [...this.nodes.keys()];
    return names.length === 0 ? "there are no nodes" : `names of nodes: ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", ..." : ""}`;
  }

  private add({ pool: name, count }: { readonly pool: string; readonly count: number }, moment: Moment): void {
    const { pools, surroundingsOf } = this.world;
    const pool = pools.find((each) => each.name === name);
    if (pool === undefined) {
      const known = pools.map((each) => each.name).join(", ");
      return moment.complain(["addNodes", "pool"], `there is no node pool ${JSON.stringify(name)}`, known);
    }
    const size = this.poolSizes.get(name)!;
    this.poolSizes.set(name, size + count);
    for (const node of poolNodes(pool, size, count, surroundingsOf(pool))) this.join(node, moment);
  }

  private join(node: InputNode, { atUs, say }: Moment): void {
    const { name } = node.node.metadata;
    this.nodes.set(name, node);
    this.joinedUs.set(name, atUs);
    say({ kind: "addNode", node }, `add node ${name}`);
  }
}
