/**
 * What the filter's text looks for: words in names, `key=value` of labels, `ns=`, `phase=`, `reason=`, `node=`, `workload=`,
 * `is=throttled` or `is=starved` (or `is=held` for both); all must hold.
 */
import { PodFlag } from "@orrery/runner/session";
import type { Frame } from "@orrery/runner/session";
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

/** @returns undefined for an empty filter: everything matches */
export function matchesOf(frame: Frame, texts: readonly string[], filter: string): Matches | undefined {
  const known = found.get(frame);
  if (known?.filter === filter) return known.matches;
  const matches = matched(frame, texts, filter);
  found.set(frame, { filter, matches });
  return matches;
}

function matched(frame: Frame, texts: readonly string[], filter: string): Matches | undefined {
  const terms = filter
    .trim()
    .split(/\s+/)
    .filter((term) => term !== "");
  if (terms.length === 0) return undefined;
  const tests = terms.map((term) => podTest(frame, texts, term));
  const pods = new Uint8Array(frame.pods.count);
  const nodes = new Uint8Array(frame.nodes.count);
  let podCount = 0;
  for (let row = 0; row < frame.pods.count; row++) {
    if (!tests.every((test) => test(row))) continue;
    pods[row] = 1;
    podCount += 1;
    if (frame.pods.node[row]! >= 0) nodes[frame.pods.node[row]!] = 1;
  }
  for (let row = 0; row < frame.nodes.count; row++) {
    const name = texts[frame.nodes.name[row]!]!;
    if (terms.every((term) => !term.includes("=") && name.includes(term)) || terms.every((term) => nodeHas(frame, texts, row, term)))
      nodes[row] = 1;
  }
  return { pods, nodes, podCount };
}

function podTest(frame: Frame, texts: readonly string[], term: string): Test {
  const { pods, nodes } = frame;
  const at = term.indexOf("=");
  if (at < 0) {
    const inName = remembered((id) => texts[id]!.includes(term));
    return (row) => inName(pods.name[row]!) || inName(pods.workload[row]!);
  }
  const key = term.slice(0, at);
  const value = term.slice(at + 1);
  const has = remembered((id) => texts[id]!.toLowerCase().includes(value.toLowerCase()));
  switch (key) {
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
      const bits = IS[value.toLowerCase()] ?? 0;
      return (row) => (pods.flags[row]! & bits) !== 0;
    }
    case "phase":
      return (row) => STYLE_WORDS.get(podStyle(pods, row))!.toLowerCase().startsWith(value.toLowerCase());
    default: {
      const labelled = remembered((id) => `,${texts[id]!},`.includes(`,${term},`));
      return (row) => labelled(pods.labels[row]!);
    }
  }
}

const IS: Readonly<Record<string, number>> = {
  throttled: PodFlag.throttled,
  starved: PodFlag.starved,
  held: PodFlag.throttled | PodFlag.starved,
};

function nodeHas({ nodes }: Frame, texts: readonly string[], row: number, term: string): boolean {
  const [key = "", value = ""] = term.split("=");
  if (key === "pool") return texts[nodes.pool[row]!] === value;
  if (key === "node") return texts[nodes.name[row]!]!.includes(value);
  return nodes.labels.some(
    ({ key: own, values }) => (own === key || own.endsWith(`/${key}`)) && texts[values[row]!] === value && value !== "",
  );
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
