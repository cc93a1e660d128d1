/** Node selectors and node affinity: which nodes a pod may or would like to run on. */
import { aggregateErrors, childPath, invalidValue, unsupportedValue } from "./field-error.ts";
import { requirementErrors, SelectorError, type Requirement, type SelectionOperator } from "./label-requirement.ts";
import { type LabelMap, Selector, selectorFromMap } from "./labels.ts";
import type { LabelSelectorRequirement, NodeSelector, NodeSelectorTerm, PodSpec, PreferredSchedulingTerm } from "./objects.ts";

/** What node affinity looks at in a node. */
export interface NodeFacts {
  readonly name: string;
  readonly labels: LabelMap;
}

/** A compiled NodeSelector: its terms are ORed; terms that do not parse match nothing. */
export interface CompiledNodeSelector {
  match(node: NodeFacts): boolean;
  /** Kubernetes' text about all terms that do not parse; absent when all do. It is reported only where no term matches. */
  readonly error?: string;
}

/** `nodeSelector` and required node affinity of a pod together. */
export interface RequiredNodeAffinity {
  match(node: NodeFacts): boolean;
  /** As {@link match}, with the error that Kubernetes reports for this node. */
  check(node: NodeFacts): { match: boolean; error?: string };
  /** Text about the affinity terms that do not parse; absent when all do. */
  readonly error?: string;
  /** True when the pod restricts nothing: every node matches. */
  readonly isEmpty: boolean;
}

/** Source: component-helpers scheduling/corev1/nodeaffinity, GetRequiredNodeAffinity. */
export function compileRequiredNodeAffinity(spec: PodSpec): RequiredNodeAffinity {
  const labels = Object.keys(spec.nodeSelector ?? {}).length > 0 ? selectorFromMap(spec.nodeSelector) : undefined;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required === undefined || required === null ? undefined : compileNodeSelector(required);
  const match = (node: NodeFacts): boolean =>
    (labels === undefined || labels.matches(node.labels)) && (terms === undefined || terms.match(node));
  const check = (node: NodeFacts): { match: boolean; error?: string } => {
    if (match(node)) return { match: true };
    if (terms?.error === undefined || (labels !== undefined && !labels.matches(node.labels))) return { match: false };
    return { match: false, error: terms.error };
  };
  const isEmpty = labels === undefined && terms === undefined;
  return terms?.error === undefined ? { match, check, isEmpty } : { match, check, isEmpty, error: terms.error };
}

/** Compiles a NodeSelector (node affinity of a pod or of a PersistentVolume). A term without any condition matches nothing. */
export function compileNodeSelector(selector: NodeSelector): CompiledNodeSelector {
  const terms: CompiledTerm[] = [];
  const errors: string[] = [];
  (selector.nodeSelectorTerms ?? []).forEach((term, i) => {
    if (isEmptyTerm(term)) return;
    const compiled = compileTerm(term, `nodeSelectorTerms[${i}]`);
    if (compiled.errors.length > 0) errors.push(...compiled.errors);
    else terms.push(compiled);
  });
  const match = (node: NodeFacts): boolean => {
    for (let i = 0; i < terms.length; i++) if (matchesTerm(terms[i] as CompiledTerm, node)) return true;
    return false;
  };
  return errors.length === 0 ? { match } : { match, error: aggregateErrors(errors) };
}

/**
 * Compiles preferred terms; `score` is the sum of the weights of those that a node matches. Terms of weight 0 and empty
 * ones are not even read.
 *
 * @throws SelectorError with Kubernetes' text about all terms that do not parse.
 * Source: same package, NewPreferredSchedulingTerms.
 */
export function compilePreferredTerms(preferred: readonly PreferredSchedulingTerm[]): { score(node: NodeFacts): number } {
  const terms: { term: CompiledTerm; weight: number }[] = [];
  const errors: string[] = [];
  preferred.forEach(({ weight, preference }, i) => {
    if ((weight ?? 0) === 0 || isEmptyTerm(preference)) return;
    const term = compileTerm(preference, `[${i}]`);
    if (term.errors.length > 0) errors.push(...term.errors);
    else terms.push({ term, weight });
  });
  if (errors.length > 0) throw new SelectorError(aggregateErrors(errors));
  const score = (node: NodeFacts): number => {
    let sum = 0;
    for (const { term, weight } of terms) if (matchesTerm(term, node)) sum += weight;
    return sum;
  };
  return { score };
}

interface CompiledTerm {
  readonly labels: Selector | undefined;
  readonly fields: readonly FieldCondition[];
  readonly errors: readonly string[];
}

interface FieldCondition {
  readonly field: string;
  readonly value: string;
  readonly wanted: boolean;
}

function matchesTerm(term: CompiledTerm, node: NodeFacts): boolean {
  if (term.labels !== undefined && !term.labels.matches(node.labels)) return false;
  // A node without a name has no fields at all; Kubernetes then leaves matchFields out.
  if (node.name === "") return true;
  for (const { field, value, wanted } of term.fields) {
    const actual = field === "metadata.name" ? node.name : "";
    if ((actual === value) !== wanted) return false;
  }
  return true;
}

function isEmptyTerm(term: NodeSelectorTerm | undefined): boolean {
  return (term?.matchExpressions?.length ?? 0) === 0 && (term?.matchFields?.length ?? 0) === 0;
}

function compileTerm(term: NodeSelectorTerm, path: string): CompiledTerm {
  const errors: string[] = [];
  const labels = compileExpressions(term.matchExpressions ?? [], childPath(path, "matchExpressions"), errors);
  const fields = compileFields(term.matchFields ?? [], childPath(path, "matchFields"), errors);
  return { labels, fields, errors };
}

function compileExpressions(expressions: readonly LabelSelectorRequirement[], path: string, errors: string[]): Selector | undefined {
  const requirements: Requirement[] = [];
  expressions.forEach(({ key, operator, values }, i) => {
    const selection = NODE_SELECTOR_OPERATORS.get(operator);
    if (selection === undefined) {
      errors.push(unsupportedValue(`${path}[${i}].operator`, operator ?? "", [...NODE_SELECTOR_OPERATORS.keys()]));
      return;
    }
    const mistakes = requirementErrors(key ?? "", selection, values ?? undefined, `${path}[${i}]`);
    if (mistakes.length > 0) errors.push(...mistakes);
    else requirements.push({ key, operator: selection, values: values ?? [] });
  });
  return expressions.length === 0 ? undefined : new Selector(requirements);
}

function compileFields(fields: readonly LabelSelectorRequirement[], path: string, errors: string[]): FieldCondition[] {
  const conditions: FieldCondition[] = [];
  fields.forEach(({ key, operator, values }, i) => {
    if (operator !== "In" && operator !== "NotIn") {
      errors.push(unsupportedValue(`${path}[${i}].operator`, operator ?? "", ["In", "NotIn"]));
    } else if (values?.length !== 1) {
      errors.push(invalidValue(`${path}[${i}].values`, values ?? undefined, "must have one element"));
    } else {
      conditions.push({ field: key ?? "", value: values[0] ?? "", wanted: operator === "In" });
    }
  });
  return conditions;
}

const NODE_SELECTOR_OPERATORS: ReadonlyMap<string, SelectionOperator> = new Map([
  ["In", "in"],
  ["NotIn", "notin"],
  ["Exists", "exists"],
  ["DoesNotExist", "!"],
  ["Gt", "gt"],
  ["Lt", "lt"],
]);
