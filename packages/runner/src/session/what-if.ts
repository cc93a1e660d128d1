/**
 * What is done otherwise from a moment on, as plain data: the input that it makes has the same past up to that moment, fact for fact,
 * because everything it adds happens then.
 */
import { newMilliQuantity, quantityMilliValue } from "@orrery/sim-core/model";
import type { NodeAction } from "@orrery/sim-core/kubelet";
import type { Node } from "@orrery/sim-core/model";
import { formatConfigError, loadSchedulerConfiguration } from "@orrery/scheduler/config";
import type { Registry } from "@orrery/scheduler/config";
import type { ApiObject } from "@orrery/sim-core/store";
import { isControlled, withUnschedulable } from "../scenario/index.ts";
import type { InputNode, SimulationInput, TimedChange } from "../simulation/index.ts";
import { withTemplateChange, workloadAt } from "./template-change.ts";
import type { WorkloadName } from "./template-change.ts";
import { readWhatIfs } from "./read-what-ifs.ts";
import type { NodeChoice, NodeFaultKind, WhatIf } from "./what-if-change.ts";
import { choiceText, whatIfText } from "./what-if-text.ts";

/**
 * @param changes in any order; each finds the cluster as the input and the earlier ones will have made it
 * @returns the input with the changes, or a sentence for each that cannot be: which one it is - its number in `changes`, its text - and why
 */
export function inputWith(
  input: SimulationInput,
  changes: readonly WhatIf[],
  registry: Registry,
): { readonly input: SimulationInput } | { readonly problems: string[] } {
  const problems = changes.flatMap((change, i) => {
    const read = readWhatIfs(change);
    return "problems" in read ? read.problems.map((problem) => `change ${i + 1}: ${problem}`) : [];
  });
  if (problems.length > 0) return { problems };
  let changed = input;
  const numbered = changes.map((change, i) => ({ change, number: i + 1 }));
  for (const { change, number } of numbered.sort((a, b) => a.change.atUs - b.change.atUs)) {
    const made = inputWithOne(changed, change, registry);
    if (Array.isArray(made)) problems.push(...made.map((reason) => `change ${number} (${whatIfText(change)}): ${reason}`));
    else changed = made;
  }
  return problems.length > 0 ? { problems } : { input: changed };
}

/**
 * What keeps further changes from being made to an input, found without a run: what a form shows before it opens anything.
 *
 * @param input as loaded, with the changes that it has already
 * @param registry the one that `input.scheduler` was loaded with
 * @returns sentences for people; empty: nothing
 */
export function whatIfProblems(input: SimulationInput, changes: readonly WhatIf[], registry: Registry): readonly string[] {
  const changed = inputWith(input, changes, registry);
  return "problems" in changed ? changed.problems : [];
}

/** @returns the reasons why it cannot be, where it cannot */
function inputWithOne(input: SimulationInput, change: WhatIf, registry: Registry): SimulationInput | string[] {
  if (change.do === "policy") {
    const loaded = loadSchedulerConfiguration(policyDocument(change), registry);
    return loaded.ok ? { ...input, scheduler: loaded.configuration } : loaded.errors.map(formatConfigError);
  }
  const added = new World(input).timed(change);
  if (typeof added === "string") return [added];
  // What the scenario does at the same instant comes first.
  return { ...input, timeline: [...input.timeline, ...added].sort((a, b) => a.atUs - b.atUs) };
}

/** The default profile with another strategy and other weights; a weight of 0 takes the plugin out of scoring. */
function policyDocument({ strategy, weights }: Extract<WhatIf, { readonly do: "policy" }>): unknown {
  const resources = ["cpu", "memory"].map((name) => ({ name, weight: 1 }));
  const changed = Object.entries(weights);
  const enabled = changed.filter(([, weight]) => weight > 0).map(([name, weight]) => ({ name, weight }));
  const score = { disabled: changed.map(([name]) => ({ name })), enabled };
  return {
    apiVersion: "kubescheduler.config.k8s.io/v1",
    kind: "KubeSchedulerConfiguration",
    profiles: [
      {
        schedulerName: "default-scheduler",
        ...(changed.length === 0 ? {} : { plugins: { score } }),
        pluginConfig: [{ name: "NodeResourcesFit", args: { scoringStrategy: { type: strategy, resources } } }],
      },
    ],
  };
}

/** The nodes that the input will have had by a time, as far as the input itself says. */
class World {
  private readonly input: SimulationInput;

  constructor(input: SimulationInput) {
    this.input = input;
  }

  timed(change: Exclude<WhatIf, { readonly do: "policy" }>): TimedChange[] | string {
    const { atUs } = change;
    const label = `what if: ${whatIfText(change)}`;
    switch (change.do) {
      case "removeNodes":
        return this.each(atUs, change.nodes, ({ node }) => ({ atUs, label, change: { kind: "removeNode", nodeName: node.metadata.name } }));
      case "fault": {
        const { fault, forSeconds } = change;
        const action = faultAction(fault, forSeconds === undefined ? Infinity : Math.round(forSeconds * 1e6));
        return this.each(atUs, change.nodes, ({ node }) => ({
          atUs,
          label,
          change: { kind: "actOnNode", nodeName: node.metadata.name, action },
        }));
      }
      case "cordon":
      case "uncordon":
        return this.each(atUs, change.nodes, ({ node }) => ({
          atUs,
          label,
          change: { kind: "updateNode", nodeName: node.metadata.name, update: (now) => withUnschedulable(now, change.do === "cordon") },
        }));
      case "oversell": {
        const short = this.nodesAt(atUs).find((each) => each.pool === change.pool && lessThanReserved(each, change.ratio));
        if (short !== undefined) return reservedSentence(short, change.ratio);
        return this.each(atUs, { pool: change.pool }, (each) => ({
          atUs,
          label,
          change: { kind: "updateNode", nodeName: each.node.metadata.name, update: (now) => oversold(now, each, change.ratio) },
        }));
      }
      case "addNodes":
        return this.addNodes(atUs, change.pool, change.count, label);
      case "scale": {
        const { kind, name, namespace, replicas } = change;
        const object = this.controlled(atUs, change);
        return typeof object === "string"
          ? object
          : [{ atUs, label, change: { kind: "scaleWorkload", target: { kind, metadata: { name, namespace } }, replicas } }];
      }
      case "template": {
        const object = this.controlled(atUs, change);
        if (typeof object === "string") return object;
        const changed = withTemplateChange(object, change);
        return typeof changed === "string" ? changed : [{ atUs, label, change: { kind: "applyWorkload", object: changed } }];
      }
      case "deletePod":
        return [{ atUs, label, change: { kind: "deletePod", key: change.key } }];
    }
  }

  /** The workload, where something makes pods for it; or why nothing would come of a change. */
  private controlled(atUs: number, name: WorkloadName): ApiObject | string {
    const object = workloadAt(this.input, atUs, name);
    if (object === undefined) return this.noWorkload(name);
    const what = `${name.kind} ${name.namespace}/${name.name}`;
    if (this.input.controllers !== true)
      return `nothing would make pods for ${what}: the controllers of a snapshot do not run; accepted: a workload of a scenario`;
    return isControlled(object) ? object : `${what} has no pod template, so that it makes no pods; accepted: a workload with a template`;
  }

  private noWorkload({ kind, namespace, name }: WorkloadName): string {
    const there = this.input.objects.flatMap(({ kind: each, metadata }) =>
      each === "Deployment" || each === "ReplicaSet" ? [`${each} ${metadata.namespace ?? "default"}/${metadata.name}`] : [],
    );
    return `there is no ${kind} ${namespace}/${name} at that time; accepted: ${some(there)}`;
  }

  private each(atUs: number, { names, pool, label }: NodeChoice, make: (node: InputNode) => TimedChange): TimedChange[] | string {
    const there = this.nodesAt(atUs);
    const unknown = (names ?? []).filter((name) => there.every(({ node }) => node.metadata.name !== name));
    if (unknown.length > 0)
      return `there is no node ${some(unknown)} at that time; accepted: ${some(there.map(({ node }) => node.metadata.name))}`;
    const chosen = there.filter(
      (each) =>
        (names === undefined || names.includes(each.node.metadata.name)) &&
        (pool === undefined || each.pool === pool) &&
        (label === undefined || each.node.metadata.labels?.[label.key] === label.value),
    );
    if (chosen.length > 0) return chosen.map(make);
    const meant = choiceText({ ...(names && { names }), ...(pool && { pool }), ...(label && { label }) });
    return `no node is meant by ${meant}; accepted: ${acceptedNodes(there, label?.key)}`;
  }

  private nodesAt(atUs: number): InputNode[] {
    const there = new Map(this.input.nodes.map((each) => [each.node.metadata.name, each]));
    for (const { atUs: whenUs, change } of this.input.timeline) {
      if (whenUs > atUs) break;
      if (change.kind === "addNode") there.set(change.node.node.metadata.name, change.node);
      else if (change.kind === "removeNode") there.delete(change.nodeName);
    }
    return [...there.values()];
  }

  /** Of whatever node there is at any time: a name of one that is gone may come back. */
  private everyNodeName(): ReadonlySet<string> {
    const joining = this.input.timeline.flatMap(({ change }) => (change.kind === "addNode" ? [change.node] : []));
    return new Set([...this.input.nodes, ...joining].map(({ node }) => node.metadata.name));
  }

  private addNodes(atUs: number, pool: string, count: number, label: string): TimedChange[] | string {
    const like = this.nodesAt(atUs).find((each) => each.pool === pool);
    if (like === undefined) return `there is no node pool ${JSON.stringify(pool)} to grow; accepted: ${poolNames(this.nodesAt(atUs))}`;
    const taken = this.everyNodeName();
    let number = 0;
    return Array.from({ length: count }, () => {
      while (taken.has(`${pool || "node"}-extra-${number}`)) number += 1;
      const name = `${pool || "node"}-extra-${number}`;
      number += 1;
      const { metadata } = like.node;
      const labels = { ...metadata.labels, "kubernetes.io/hostname": name };
      const node = { ...like.node, metadata: { ...metadata, name, labels } };
      return { atUs, label, change: { kind: "addNode" as const, node: { ...like, node } } };
    });
  }
}

function poolNames(nodes: readonly InputNode[]): string {
  return some([...new Set(nodes.map(({ pool }) => pool))].map((pool) => (pool === "" ? '""' : pool)));
}

/** What would have been meant by a choice of that sort. */
function acceptedNodes(there: readonly InputNode[], labelKey: string | undefined): string {
  if (labelKey === undefined) return `a pool: ${poolNames(there)}`;
  const values = [...new Set(there.flatMap(({ node }) => node.metadata.labels?.[labelKey] ?? []))];
  const keys = [...new Set(there.flatMap(({ node }) => Object.keys(node.metadata.labels ?? {})))];
  return values.length > 0 ? `a value of it: ${some(values)}` : `a label such as ${some(keys)}`;
}

/** The first few of many, for a message. */
function some(names: readonly string[]): string {
  if (names.length === 0) return "this input has none";
  return `${names.slice(0, 6).join(", ")}${names.length > 6 ? ", ..." : ""}`;
}

function faultAction(kind: NodeFaultKind, lengthUs: number): NodeAction {
  return kind === "crash" || kind === "reboot" ? { kind, downUs: lengthUs } : { kind, forUs: lengthUs };
}

function reservedMilliCpu({ status }: Node): number {
  return quantityMilliValue(status?.capacity?.["cpu"] ?? 0) - quantityMilliValue(status?.allocatable?.["cpu"] ?? 0);
}

/** As a pool of a scenario is refused whose reserves are more than its capacity. */
function lessThanReserved({ node, hardware }: InputNode, ratio: number): boolean {
  return Math.floor(hardware.milliCpu * ratio) < reservedMilliCpu(node);
}

function reservedSentence({ node, hardware }: InputNode, ratio: number): string {
  const cpu = (milli: number) => newMilliQuantity(milli).toString();
  const reserved = reservedMilliCpu(node);
  const least = Math.ceil((reserved / hardware.milliCpu) * 1000) / 1000;
  return `the reserves of ${cpu(reserved)} are more than the ${cpu(Math.floor(hardware.milliCpu * ratio))} that node ${node.metadata.name} would have; accepted: a ratio of at least ${least}`;
}

/** The capacity that the ratio makes of the hardware; what was kept back before is kept back again. */
function oversold(now: Node, { hardware }: InputNode, ratio: number): Node {
  const { capacity = {}, allocatable = {} } = now.status ?? {};
  const kept = reservedMilliCpu(now);
  const milliCpu = Math.floor(hardware.milliCpu * ratio);
  const cpu = (milli: number) => newMilliQuantity(Math.max(0, milli)).toString();
  return {
    ...now,
    status: { ...now.status, capacity: { ...capacity, cpu: cpu(milliCpu) }, allocatable: { ...allocatable, cpu: cpu(milliCpu - kept) } },
  };
}
