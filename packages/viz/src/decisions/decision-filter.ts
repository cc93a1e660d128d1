/**
 * Which decisions the filter looks for: by what they say themselves (pod, workload, namespace, node, refusal), and by what only a pod has
 * (labels, phase, ...) as the frame shows it, so that pods that are gone have none of it.
 */
import type { Decision, Frame } from "@orrery/runner/session";
import { filterTerms, matchesOfTerms } from "../cluster/index.ts";
import type { FilterTerm } from "../cluster/index.ts";

export type DecisionTest = (decision: Decision) => boolean;

export interface DecisionFilter {
  readonly test: DecisionTest;
  /** Whether anything is asked that is known only of pods that are there. */
  readonly asksPods: boolean;
}

export function decisionFilter(frame: Frame, texts: readonly string[], filter: string): DecisionFilter {
  const own: DecisionTest[] = [];
  const ofPods: FilterTerm[] = [];
  for (const term of filterTerms(filter).terms) {
    const test = ownTest(term);
    if (test === undefined) ofPods.push(term);
    else own.push(term.isNot ? (decision) => !test(decision) : test);
  }
  const there = ofPods.length === 0 ? undefined : podsThere(frame, texts, ofPods);
  return {
    test: (decision) => own.every((test) => test(decision)) && (there === undefined || there.has(decision.pod)),
    asksPods: there !== undefined,
  };
}

/** @returns undefined for what a decision does not say */
function ownTest({ key, value }: FilterTerm): DecisionTest | undefined {
  const wanted = value.toLowerCase();
  const has = (text: string) => text.toLowerCase().includes(wanted);
  switch (key) {
    case "":
      return ({ pod, workload }) => pod.includes(value) || workload.includes(value);
    case "ns":
    case "namespace":
      return ({ pod }) => has(pod.slice(0, pod.indexOf("/")));
    case "workload":
      return ({ workload }) => has(workload);
    case "node":
      return ({ node }) => node !== null && has(node);
    case "reason":
      return ({ node, refusal }) => node === null && has(refusal);
    default:
      return undefined;
  }
}

/** `namespace/name` of the pods that match. */
function podsThere(frame: Frame, texts: readonly string[], terms: readonly FilterTerm[]): ReadonlySet<string> {
  const matches = matchesOfTerms(frame, texts, terms);
  const { pods } = frame;
  const keys = new Set<string>();
  for (let row = 0; row < pods.count; row++)
    if (matches.pods[row] === 1) keys.add(`${texts[pods.namespace[row]!]!}/${texts[pods.name[row]!]!}`);
  return keys;
}
