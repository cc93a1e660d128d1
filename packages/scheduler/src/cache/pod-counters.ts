/**
 * How many pods of a namespace match a selector on each node, kept up to date pod by pod, so that a cycle reads a column instead of walking
 * every
 * pod of the cluster. Pods being deleted do not count (podtopologyspread/common.go, countPodsMatchSelector).
 */
import type { Selector } from "@orrery/sim-core/model";
import type { NodeInfo, PodInfo, PodTemplate } from "../framework/index.ts";

class Counter {
  readonly namespace: string;
  readonly selector: Selector;
  counts = new Int32Array(0);

  constructor(namespace: string, selector: Selector) {
    this.namespace = namespace;
    this.selector = selector;
  }

  matches(template: PodTemplate): boolean {
    return template.namespace === this.namespace && !this.selector.isEmpty && this.selector.matches(template.labels);
  }

  grow(length: number): void {
    if (length <= this.counts.length) return;
    const bigger = new Int32Array(Math.max(length, this.counts.length * 2));
    bigger.set(this.counts);
    this.counts = bigger;
  }
}

export class PodCounters {
  private readonly byText = new Map<string, Counter>();
  private readonly bySelector = new WeakMap<Selector, Map<string, Counter>>();
  /** Counters that a template's pods move; forgotten whenever a counter is added. */
  private interested = new Map<PodTemplate, Counter[]>();

  /** The column of (namespace, selector); made on first use from `nodes`. */
  counts(namespace: string, selector: Selector, nodes: Iterable<NodeInfo>, slots: number): Int32Array {
    let perNamespace = this.bySelector.get(selector);
    if (perNamespace === undefined) {
      perNamespace = new Map();
      this.bySelector.set(selector, perNamespace);
    }
    let counter = perNamespace.get(namespace);
    if (counter === undefined) {
      counter = this.find(namespace, selector, nodes);
      perNamespace.set(namespace, counter);
    }
    counter.grow(slots);
    return counter.counts;
  }

  /** `sign` +1: the pod came to the node; -1: it left. */
  move(pod: PodInfo, slot: number, sign: 1 | -1): void {
    if (pod.terminating) return;
    let counters = this.interested.get(pod.template);
    if (counters === undefined) {
      counters = [...this.byText.values()].filter((counter) => counter.matches(pod.template));
      this.interested.set(pod.template, counters);
    }
    for (const counter of counters) {
      counter.grow(slot + 1);
      counter.counts[slot] = counter.counts[slot]! + sign;
    }
  }

  private find(namespace: string, selector: Selector, nodes: Iterable<NodeInfo>): Counter {
    const text = `${namespace}\n${selector.isNothing ? "\u0000" : selector.toString()}`;
    let counter = this.byText.get(text);
    if (counter !== undefined) return counter;
    counter = new Counter(namespace, selector);
    this.byText.set(text, counter);
    this.interested = new Map();
    if (selector.isEmpty) return counter;
    for (const node of nodes) {
      counter.grow(node.slot + 1);
      counter.counts[node.slot] = node.pods.reduce((n, pod) => n + (!pod.terminating && counter!.matches(pod.template) ? 1 : 0), 0);
    }
    return counter;
  }
}
