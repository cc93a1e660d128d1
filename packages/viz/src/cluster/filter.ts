/**
 * What the filter's text looks for: words in names, `key=value` of labels, `ns=`, `phase=`, `reason=`, `node=`, `pool=`, `workload=`,
 * `is=throttled` or `is=starved` (or `is=held` for both), each with `!=` for the contrary; all must hold.
 */
import { POD_PHASES, PodFlag } from "@orrery/runner/session";
import type { Frame } from "@orrery/runner/session";
import { filterTerms, isCalled } from "./filter-terms.ts";
import type { FilterTerm, IS_VALUES } from "./filter-terms.ts";
import { STYLE_WORDS, podStyle } from "./pod-style.ts";

export interface Matches {
  /** By row: 1 where it is looked for. */
  readonly pods: Uint8Array;
  readonly nodes: Uint8Array;
  readonly podCount: number;
}

type Test = (row: number) => boolean;

/** Of the frames that are shown: the filter and what it found. */
const found = new WeakMap<Frame, { readonly filter: string; readonly matches: Matches | undefined }>();

/** @returns undefined where nothing is looked for, and everything matches */
export function matchesOf(frame: Frame, texts: readonly string[], filter: string): Matches | undefined {
  const known = found.get(frame);
  if (known?.filter === filter) return known.matches;
  const { terms } = filterTerms(filter);
  const matches = terms.length === 0 ? undefined : matchesOfTerms(frame, texts, terms);
  found.set(frame, { filter, matches });
  return matches;
}

/** @param terms all of which must hold */
export function matchesOfTerms(frame: Frame, texts: readonly string[], terms: readonly FilterTerm[]): Matches {
  const tests = terms.map((term) => {
    const test = podTest(frame, texts, term);
    if (!term.isNot) return test;
    return isOfNodesAlone(frame, texts, term) ? () => false : (row: number) => !test(row);
  });
  const nodeTests = terms.map((term) => nodeTest(frame, texts, term));
  const pods = new Uint8Array(frame.pods.count);
  const nodes = new Uint8Array(frame.nodes.count);
  let podCount = 0;
  for (let row = 0; row < frame.pods.count; row++) {
    if (!tests.every((test) => test(row))) continue;
    pods[row] = 1;
    podCount += 1;
    if (frame.pods.node[row]! >= 0) nodes[frame.pods.node[row]!] = 1;
  }
  for (let row = 0; row < frame.nodes.count; row++) if (nodeTests.every((test) => test(row))) nodes[row] = 1;
  return { pods, nodes, podCount };
}

/** Whether a pod is what the term names, whether it looks for that or for the contrary. */
function podTest({ pods, nodes }: Frame, texts: readonly string[], { key, value }: FilterTerm): Test {
  const has = remembered((id) => texts[id]!.toLowerCase().includes(value.toLowerCase()));
  switch (key) {
    case "": {
      const inName = remembered((id) => texts[id]!.includes(value));
      return (row) => inName(pods.name[row]!) || inName(pods.workload[row]!);
    }
    case "ns":
    case "namespace":
      return (row) => has(pods.namespace[row]!);
    case "workload":
      return (row) => has(pods.workload[row]!);
    case "reason":
      return (row) => pods.remark[row]! !== 0 && has(pods.remark[row]!);
    case "node":
      return (row) => pods.node[row]! >= 0 && has(nodes.name[pods.node[row]!]!);
    case "pool":
      return (row) => pods.node[row]! >= 0 && has(nodes.pool[pods.node[row]!]!);
    case "is": {
      const bits = IS.get(value.toLowerCase()) ?? 0;
      return (row) => (pods.flags[row]! & bits) !== 0;
    }
    case "phase": {
      const phases = POD_PHASES.map((phase) => isCalled(phase, value));
      const styles = new Set([...STYLE_WORDS].filter(([, word]) => isCalled(word, value)).map(([style]) => style));
      return (row) => phases[pods.phase[row]!]! || styles.has(podStyle(pods, row));
    }
    default: {
      const labelled = remembered((id) => `,${texts[id]!},`.includes(`,${key}=${value},`));
      return (row) => labelled(pods.labels[row]!);
    }
  }
}

const IS: ReadonlyMap<string, number> = new Map<(typeof IS_VALUES)[number], number>([
  ["throttled", PodFlag.throttled],
  ["starved", PodFlag.starved],
  ["held", PodFlag.throttled | PodFlag.starved],
]);

/** Whether a node is found for itself; what nodes do not have finds none of them, nor does its contrary. */
function nodeTest({ nodes }: Frame, texts: readonly string[], { key, value, isNot }: FilterTerm): Test {
  const has = (id: number) => texts[id]!.toLowerCase().includes(value.toLowerCase());
  switch (key) {
    case "":
      return (row) => texts[nodes.name[row]!]!.includes(value);
    case "pool":
      return (row) => has(nodes.pool[row]!) !== isNot;
    case "node":
      return (row) => has(nodes.name[row]!) !== isNot;
    default: {
      const named = labelsOf(nodes, key);
      return (row) => named.length > 0 && named.some(({ values }) => texts[values[row]!] === value) !== isNot;
    }
  }
}

/** Whether nodes have a label and no pod has: what asks for another value of it means nodes, and not every pod. */
function isOfNodesAlone({ pods, nodes }: Frame, texts: readonly string[], { key }: FilterTerm): boolean {
  if (labelsOf(nodes, key).length === 0) return false;
  const hasKey = remembered((id) => `,${texts[id]!}`.includes(`,${key}=`));
  for (let row = 0; row < pods.count; row++) if (hasKey(pods.labels[row]!)) return false;
  return true;
}

/** By its name or the end of it. */
function labelsOf({ labels }: Frame["nodes"], key: string): Frame["nodes"]["labels"] {
  return labels.filter(({ key: own }) => own === key || own.endsWith(`/${key}`));
}

/** Texts recur: each is looked at once. */
function remembered(test: (id: number) => boolean): (id: number) => boolean {
  const known = new Map<number, boolean>();
  return (id) => {
    let answer = known.get(id);
    if (answer === undefined) known.set(id, (answer = test(id)));
    return answer;
  };
}
