/** Runs the recorded cases of the family `labels`: selectors, node affinity, tolerations. */
import {
  compilePreferredTerms,
  compileRequiredNodeAffinity,
  findMatchingUntoleratedTaint,
  labelMap,
  type LabelSelector,
  type Node,
  type NodeFacts,
  type NodeSelector,
  parseSelector,
  type PreferredSchedulingTerm,
  type Selector,
  selectorFromLabelSelector,
  SelectorError,
  type Taint,
  toleratesTaint,
  type Toleration,
} from "@orrery/sim-core/model";
import { type FunctionTable, orRefused } from "./recorded-case.ts";

export const labelsFunctions: FunctionTable = new Map([
  ["labels.Parse", (input) => orRefused([SelectorError], () => selection(parseSelector(input.selector as string), input))],
  [
    "LabelSelectorAsSelector",
    (input) => orRefused([SelectorError], () => selection(selectorFromLabelSelector(input.selector as LabelSelector | undefined), input)),
  ],
  ["GetRequiredNodeAffinity.Match", matchRequiredNodeAffinity],
  [
    "PreferredSchedulingTerms.Score",
    (input) =>
      orRefused([SelectorError], () => ({
        score: compilePreferredTerms((input.terms ?? []) as PreferredSchedulingTerm[]).score(nodeFacts(input)),
      })),
  ],
  [
    "Toleration.ToleratesTaint",
    (input) => toleratesTaint((input.toleration ?? {}) as Toleration, (input.taint ?? {}) as Taint, input.comparisonOperators === true),
  ],
  ["FindMatchingUntoleratedTaint", findUntolerated],
]);

function selection(selector: Selector, input: Record<string, unknown>): unknown {
  const sets = (input.sets ?? []) as Record<string, string>[];
  return { matches: sets.map((set) => selector.matches(labelMap(set))), string: selector.toString() };
}

function nodeFacts(input: Record<string, unknown>): NodeFacts {
  const node = input.node as Partial<Node["metadata"]>;
  return { name: node.name ?? "", labels: labelMap(node.labels) };
}

function matchRequiredNodeAffinity(input: Record<string, unknown>): unknown {
  const required = input.required as NodeSelector | undefined;
  const affinity = compileRequiredNodeAffinity({
    containers: [],
    nodeSelector: (input.nodeSelector ?? {}) as Record<string, string>,
    ...(required === undefined ? {} : { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } }),
  });
  const { match, error } = affinity.check(nodeFacts(input));
  return { match, error: error !== undefined };
}

function findUntolerated(input: Record<string, unknown>): unknown {
  const effects = (input.effects ?? []) as string[];
  const taint = findMatchingUntoleratedTaint(
    (input.taints ?? []) as Taint[],
    (input.tolerations ?? []) as Toleration[],
    (effect) => effects.includes(effect),
    input.comparisonOperators === true,
  );
  return taint === undefined ? { untolerated: false } : { untolerated: true, taint };
}
