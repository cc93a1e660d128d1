/** The scenario's timeline as changes of the simulation: targets are the nodes as they are at that moment of the timeline. */
import { byCodeUnits, strategicMerge } from "@orrery/sim-core/model";
import type { Node, PriorityClass } from "@orrery/sim-core/model";
import type { ApiObject, PodSource } from "@orrery/sim-core/store";
import type { RandomStreams } from "@orrery/sim-core/engine";
import type { Change, InputNode, TimedChange } from "../simulation/index.ts";
import { isFields } from "./check-shape.ts";
import { controlledSource, isControlled } from "./controlled-workload.ts";
import { faultChanges } from "./faults.ts";
import type { NodeLifetime } from "./faults.ts";
import { patchedNode, taintText, withLabels, withoutTaint, withTaint, withUnschedulable } from "./node-changes.ts";
import { givenNode, poolNodes } from "./node-pool.ts";
import { plannedOutage } from "./node-outages.ts";
import { isTarget } from "./node-target.ts";
import { defaultObjects } from "./object-defaults.ts";
import { podSource } from "./pod-source.ts";
import type { PoolSurroundings } from "./pool-kubelet.ts";
import type { Path } from "./problem.ts";
import { randomTime, requiredUs } from "./random-time.ts";
import type { NodePool, Workload } from "./scenario.ts";
import type { FaultEntry, Manifest, NodeTarget, PatchEntry, TimelineEntry } from "./timeline-entry.ts";
import { isUnchanged, patchManifest, WrittenObjects } from "./written-objects.ts";
import type { Unchanged } from "./written-objects.ts";
import { podKey } from "./workload-arrivals.ts";

/** A workload, what its pods are made from, and how many of them arrive by themselves. */
export interface KnownWorkload {
  readonly workload: Workload;
  readonly namespace: string;
  readonly source: PodSource;
  readonly arriving: number;
}

export interface TimelineWorld {
  readonly nodes: readonly InputNode[];
  readonly pools: readonly NodePool[];
  readonly surroundingsOf: (pool: NodePool) => PoolSurroundings;
  readonly workloads: readonly KnownWorkload[];
  readonly priorityClasses: readonly PriorityClass[];
  readonly streams: RandomStreams;
  /** Objects of the start, nodes and pods aside. */
  readonly manifests: readonly Manifest[];
  readonly horizonUs: number;
  readonly complain: (path: Path, message: string, accepted: string) => void;
}

/** Ascending by time; what happens at one time in the order written, faults by chance last. */
export function timelineChanges(entries: readonly TimelineEntry[], faults: readonly FaultEntry[], world: TimelineWorld): TimedChange[] {
  const timeline = new Timeline(world);
  const order = entries.map((entry, index) => ({ entry, index, atUs: requiredUs(entry.at) }));
  order.sort((a, b) => a.atUs - b.atUs || a.index - b.index);
  for (const { entry, index, atUs } of order) timeline.add(entry, atUs, ["spec", "timeline", index]);
  const changes = [...timeline.changes, ...faultChanges(faults, { ...world, lifetimes: timeline.lifetimes() })];
  return changes
    .map((change, index) => ({ change, index }))
    .sort((a, b) => a.change.atUs - b.change.atUs || a.index - b.index)
    .map(({ change }) => change);
}

class Timeline {
  readonly changes: TimedChange[] = [];
  private readonly world: TimelineWorld;
  private readonly nodes: Map<string, InputNode>;
  private readonly poolSizes: Map<string, number>;
  private readonly created = new Map<string, number>();
  private readonly written = new WrittenObjects();
  private readonly joinedUs = new Map<string, number>();
  private readonly gone: NodeLifetime[] = [];
  private nowUs = 0;

  constructor(world: TimelineWorld) {
    this.world = world;
    for (const manifest of world.manifests) this.written.set(manifest);
    this.nodes = new Map(world.nodes.map((each) => [each.node.metadata.name, each]));
    this.poolSizes = new Map(world.pools.map((pool) => [pool.name, pool.count]));
  }

  /** Of every node that is ever there. */
  lifetimes(): NodeLifetime[] {
    const here = Array.from(this.nodes, ([name, node]) => ({ node, fromUs: this.joinedUs.get(name) ?? 0, toUs: Infinity }));
    return [...this.gone, ...here];
  }

  add(entry: TimelineEntry, atUs: number, path: Path): void {
    this.nowUs = atUs;
    const { cordon, uncordon, taint, untaint, label, removeNodes } = entry;
    const say = (change: Change, words: string): void => void this.changes.push({ atUs, change, label: words });
    const each = (target: NodeTarget, field: string, words: string, update: (node: Node) => Node): void => {
      for (const name of this.targets(target, [...path, field])) {
        this.nodes.set(name, { ...this.nodes.get(name)!, node: update(this.nodes.get(name)!.node) });
        say({ kind: "updateNode", nodeName: name, update }, `${words} ${name}`);
      }
    };
    if (cordon !== undefined) each(cordon, "cordon", "cordon", (node) => withUnschedulable(node, true));
    if (uncordon !== undefined) each(uncordon, "uncordon", "uncordon", (node) => withUnschedulable(node, false));
    if (taint !== undefined) each(taint.nodes, "taint", `taint ${taintText(taint.taint)} on`, (node) => withTaint(node, taint.taint));
    if (untaint !== undefined) {
      const { key, effect } = untaint;
      each(untaint.nodes, "untaint", `remove taint ${key}${effect === undefined ? "" : `:${effect}`} from`, (node) =>
        withoutTaint(node, key, effect),
      );
    }
    if (label !== undefined) each(label.nodes, "label", "label", (node) => withLabels(node, label.set ?? {}, label.remove ?? []));
    if (removeNodes !== undefined) this.removeNodes(removeNodes, [...path, "removeNodes"], say);
    if (entry.addNodes !== undefined) this.addNodes(entry.addNodes, path, say);
    if (entry.createPods !== undefined) this.createPods(entry.createPods, path, say);
    if (entry.apply !== undefined) this.apply(entry.apply, path, say);
    if (entry.delete !== undefined) this.remove(entry.delete, path, say);
    this.outage(entry, atUs, path);
    if (entry.patch !== undefined) this.patch(entry.patch, [...path, "patch"], say);
    if (entry.rollout !== undefined)
      this.applyChanged(this.written.rolledOut(entry.rollout, entry.at), "roll out", [...path, "rollout"], say);
    if (entry.scale !== undefined) {
      const { kind, name, namespace = "default", replicas } = entry.scale;
      this.written.scale({ kind, name, namespace }, replicas);
      const target = { kind, metadata: { name, namespace } };
      say({ kind: "scaleWorkload", target, replicas }, `scale ${kind} ${name} to ${replicas}`);
    }
  }

  private removeNodes(target: NodeTarget, path: Path, say: Say): void {
    for (const name of this.targets(target, path)) {
      this.gone.push({ node: this.nodes.get(name)!, fromUs: this.joinedUs.get(name) ?? 0, toUs: this.nowUs });
      this.nodes.delete(name);
      say({ kind: "removeNode", nodeName: name }, `remove node ${name}`);
    }
  }

  private targets(target: NodeTarget, path: Path): string[] {
    const names = [...this.nodes.keys()].filter((name) => isTarget(this.nodes.get(name)!, target));
    for (const name of target.names ?? []) {
      if (!this.nodes.has(name))
        this.world.complain([...path, "names"], `there is no node ${JSON.stringify(name)} at that time`, this.someNodes());
    }
    if (names.length === 0 && target.names === undefined) this.world.complain(path, "no node is meant at that time", this.someNodes());
    names.sort(byCodeUnits);
    return names.slice(0, target.count ?? names.length);
  }

  private outage(entry: TimelineEntry, atUs: number, path: Path): void {
    const outage = plannedOutage(entry);
    if (outage === undefined) return;
    const { kind, words, target, action } = outage;
    const apartUs = requiredUs(target.every ?? "0s");
    for (const [index, nodeName] of this.targets(target.nodes, [...path, kind, "nodes"]).entries())
      this.changes.push({ atUs: atUs + index * apartUs, change: { kind: "actOnNode", nodeName, action }, label: `${words} ${nodeName}` });
  }

  private someNodes(): string {
    const names = [...this.nodes.keys()];
    return names.length === 0 ? "there are no nodes" : `names of nodes: ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", ..." : ""}`;
  }

  private addNodes({ pool: name, count }: { readonly pool: string; readonly count: number }, path: Path, say: Say): void {
    const { pools, complain, surroundingsOf } = this.world;
    const pool = pools.find((each) => each.name === name);
    if (pool === undefined)
      return complain([...path, "addNodes", "pool"], `there is no node pool ${JSON.stringify(name)}`, pools.map((p) => p.name).join(", "));
    const size = this.poolSizes.get(name)!;
    this.poolSizes.set(name, size + count);
    for (const node of poolNodes(pool, size, count, surroundingsOf(pool))) this.join(node, say);
  }

  private join(node: InputNode, say: Say): void {
    this.nodes.set(node.node.metadata.name, node);
    this.joinedUs.set(node.node.metadata.name, this.nowUs);
    say({ kind: "addNode", node }, `add node ${node.node.metadata.name}`);
  }

  private createPods({ workload: name, count }: { readonly workload: string; readonly count: number }, path: Path, say: Say): void {
    const { workloads, complain, streams } = this.world;
    const known = workloads.find((each) => each.workload.name === name);
    const names = workloads.map((each) => each.workload.name).join(", ");
    if (known === undefined) return complain([...path, "createPods", "workload"], `there is no workload ${JSON.stringify(name)}`, names);
    const draw = randomTime(known.workload.duration ?? "forever");
    const stream = streams.stream("timeline duration", name);
    const before = this.created.get(name) ?? 0;
    this.created.set(name, before + count);
    for (let i = 0; i < count; i++) {
      const key = podKey(known.namespace, name, known.arriving + before + i);
      say({ kind: "createPod", key, source: known.source, durationUs: draw(stream) }, `create pod ${key}`);
    }
  }

  private apply(manifest: Manifest, path: Path, say: Say): void {
    const { kind, metadata } = manifest;
    if (kind === "Node") {
      const node = givenNode(manifest as unknown as Node, this.nodes.get(metadata.name)?.pool ?? "");
      if (!this.nodes.has(metadata.name)) return this.join(node, say);
      this.nodes.set(metadata.name, node);
      return say({ kind: "updateNode", nodeName: metadata.name, update: () => node.node }, `apply node ${metadata.name}`);
    }
    if (kind === "Pod") {
      const namespace = metadata.namespace ?? "default";
      const pod = manifest as unknown as { readonly metadata: Manifest["metadata"]; readonly spec: PodSource["spec"] };
      if (pod.spec.nodeName !== undefined) {
        const message = "a pod that is bound already cannot be applied later";
        return this.world.complain([...path, "apply", "spec", "nodeName"], message, "a pod without nodeName; the scheduler chooses");
      }
      const source = podSource(pod, metadata.name, namespace, this.world.priorityClasses);
      if ("message" in source) return this.world.complain([...path, "apply", ...source.path], source.message, source.accepted);
      return say(
        { kind: "createPod", key: `${namespace}/${metadata.name}`, source, durationUs: Infinity },
        `create pod ${namespace}/${metadata.name}`,
      );
    }
    const object = defaultObjects([manifest as ApiObject])[0]!;
    const controlled = controlledSource(manifest, this.world.priorityClasses);
    if (controlled !== undefined && "message" in controlled)
      return this.world.complain([...path, "apply", ...controlled.path], controlled.message, controlled.accepted);
    this.written.set(manifest);
    if (isControlled(manifest)) return say({ kind: "applyWorkload", object }, `apply ${kind} ${metadata.name}`);
    say({ kind: "setObject", object }, `apply ${kind} ${metadata.name}`);
  }

  private patch(entry: PatchEntry, path: Path, say: Say): void {
    const { kind, name, patch, namespace = "default" } = entry;
    if (kind === "Pod") {
      if (!changesOnlyLabels(patch))
        return this.world.complain(
          [...path, "patch"],
          "only labels and annotations of a running pod can be patched",
          "metadata.labels, metadata.annotations",
        );
      const update = ({ metadata, ...rest }: PodSource): PodSource => ({
        ...rest,
        metadata: strategicMerge(metadata, patch["metadata"]) as PodSource["metadata"],
      });
      return say({ kind: "updatePod", key: `${namespace}/${name}`, update }, `patch pod ${namespace}/${name}`);
    }
    if (kind !== "Node") return this.applyChanged(this.written.patched(entry), "patch", path, say);
    const update = (node: Node): Node => patchedNode(node, patch);
    for (const each of this.targets({ names: [name] }, [...path, "name"])) {
      const known = this.nodes.get(each)!;
      const result = patchManifest({ kind: "Node", ...known.node } as unknown as Manifest, patch, ["patch"]);
      if (isUnchanged(result)) return this.world.complain([...path, ...result.path], result.message, result.accepted);
      this.nodes.set(each, { ...known, node: update(known.node) });
      say({ kind: "updateNode", nodeName: each, update }, `patch node ${each}`);
    }
  }

  private applyChanged(changed: Manifest | Unchanged, words: string, path: Path, say: Say): void {
    if (isUnchanged(changed)) return this.world.complain([...path, ...changed.path], changed.message, changed.accepted);
    const controlled = controlledSource(changed, this.world.priorityClasses);
    if (controlled !== undefined && "message" in controlled) return this.world.complain(path, controlled.message, controlled.accepted);
    this.written.set(changed);
    const object = defaultObjects([changed as ApiObject])[0]!;
    const label = `${words} ${changed.kind} ${changed.metadata.name}`;
    say(isControlled(changed) ? { kind: "applyWorkload", object } : { kind: "setObject", object }, label);
  }

  private remove({ kind, name, namespace, gracePeriodSeconds }: NonNullable<TimelineEntry["delete"]>, path: Path, say: Say): void {
    if (kind === "Pod") {
      const key = `${namespace ?? "default"}/${name}`;
      const grace = gracePeriodSeconds === undefined ? {} : { graceSeconds: gracePeriodSeconds };
      return say({ kind: "deletePod", key, ...grace }, `delete pod ${key}`);
    }
    if (gracePeriodSeconds !== undefined)
      return this.world.complain([...path, "delete", "gracePeriodSeconds"], `a ${kind} has no grace period`, "a grace period of a Pod");
    if (kind === "Node") return this.removeNodes({ names: [name] }, [...path, "delete"], say);
    this.written.delete({ kind, name, ...(namespace === undefined ? {} : { namespace }) });
    const object: ApiObject = { kind, metadata: { name, namespace: namespace ?? "default" } };
    say({ kind: "removeObject", object }, `delete ${kind} ${name}`);
  }
}

type Say = (change: Change, words: string) => void;

/** Of a pod's patch. */
function changesOnlyLabels(patch: Readonly<Record<string, unknown>>): boolean {
  const metadata = patch["metadata"];
  if (Object.keys(patch).length !== 1 || !isFields(metadata)) return false;
  const fields = Object.keys(metadata);
  return fields.length > 0 && fields.every((field) => field === "labels" || field === "annotations");
}
