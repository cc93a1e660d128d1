/** Label selectors: which sets of labels a selector matches, and its canonical text. */
import { parseInt64 } from "./int64.ts";
import { byCodeUnits, type Requirement, requirement, requirementText, SelectorError, type SelectionOperator } from "./label-requirement.ts";
import type { LabelSelector } from "./objects.ts";
import { parseRequirements } from "./selector-parser.ts";

/** Labels of one object. A Map, because a selector looks them up millions of times. */
export type LabelMap = ReadonlyMap<string, string>;

/** Labels as an object of the API has them; none when absent. */
export function labelMap(record?: Readonly<Record<string, string>>): LabelMap {
  return record === undefined ? NO_LABELS : new Map(Object.entries(record));
}

/**
 * A compiled selector: all its requirements must hold.
 *
 * Source: apimachinery pkg/labels/selector.go.
 */
export class Selector {
  /** Matches no object at all (an absent LabelSelector). */
  readonly isNothing: boolean;
  /** Restricts nothing: matches every object. */
  readonly isEmpty: boolean;
  /** In the order of their keys. */
  readonly requirements: readonly Requirement[];
  readonly #checks: readonly Check[];

  /** @param requirements undefined makes the selector that matches nothing. They must be valid: see {@link requirement}. */
  constructor(requirements: readonly Requirement[] | undefined) {
    this.isNothing = requirements === undefined;
    this.isEmpty = requirements !== undefined && requirements.length === 0;
    this.requirements = [...(requirements ?? [])].sort((a, b) => byCodeUnits(a.key, b.key));
    this.#checks = this.requirements.map(compile);
  }

  matches(labels: LabelMap): boolean {
    const checks = this.#checks;
    for (let i = 0; i < checks.length; i++) {
      const check = checks[i] as Check;
      const value = labels.get(check.key);
      switch (check.kind) {
        case EQUALS:
          if (value !== check.single) return false;
          break;
        case ONE_OF:
          if (value === undefined || !check.several.has(value)) return false;
          break;
        case NOT_EQUALS:
          if (value === check.single) return false;
          break;
        case NONE_OF:
          if (value !== undefined && check.several.has(value)) return false;
          break;
        case PRESENT:
          if (value === undefined) return false;
          break;
        case ABSENT:
          if (value !== undefined) return false;
          break;
        default:
          if (value === undefined || !comparesAs(check, value)) return false;
      }
    }
    return !this.isNothing;
  }

  /** Canonical text, as `kubectl get -l` would take it; empty for the selectors of everything and of nothing. */
  toString(): string {
    return this.requirements.map(requirementText).join(",");
  }
}

/** The selector that matches nothing. */
export const NOTHING: Selector = new Selector(undefined);
/** The selector that matches everything. */
export const EVERYTHING: Selector = new Selector([]);

/**
 * Selector of an API field: undefined matches nothing, `{}` everything.
 *
 * @throws SelectorError with Kubernetes' text.
 * Source: apimachinery pkg/apis/meta/v1/helpers.go, LabelSelectorAsSelector.
 */
export function selectorFromLabelSelector(labelSelector: LabelSelector | undefined): Selector {
  if (labelSelector === undefined) return NOTHING;
  const requirements: Requirement[] = [];
  const matchLabels = labelSelector.matchLabels ?? {};
  for (const key of Object.keys(matchLabels).sort(byCodeUnits)) requirements.push(requirement(key, "=", [matchLabels[key] ?? ""]));
  for (const expression of labelSelector.matchExpressions ?? []) {
    const operator = LABEL_SELECTOR_OPERATORS.get(expression.operator);
    if (operator === undefined) throw new SelectorError(`${JSON.stringify(expression.operator)} is not a valid label selector operator`);
    // Kubernetes copies the values here; of an empty list nothing remains, which its error texts show.
    requirements.push(requirement(expression.key, operator, expression.values?.length ? expression.values : undefined));
  }
  return requirements.length === 0 ? EVERYTHING : new Selector(requirements);
}

/** Selector of a plain map, such as `spec.selector` of a Service or `nodeSelector`: all pairs must be there, nothing is validated. */
export function selectorFromMap(record: Readonly<Record<string, string>> | undefined): Selector {
  if (record === undefined) return EVERYTHING;
  return new Selector(Object.entries(record).map(([key, value]) => ({ key, operator: "=", values: [value] })));
}

/**
 * Reads selector text such as `app=web,tier in (a,b),!canary`.
 *
 * @throws SelectorError with Kubernetes' text. Source: apimachinery pkg/labels/selector.go, Parse.
 */
export function parseSelector(text: string): Selector {
  return new Selector(parseRequirements(text));
}

const NO_LABELS: LabelMap = new Map();

const LABEL_SELECTOR_OPERATORS: ReadonlyMap<string, SelectionOperator> = new Map([
  ["In", "in"],
  ["NotIn", "notin"],
  ["Exists", "exists"],
  ["DoesNotExist", "!"],
]);

const EQUALS = 0;
const ONE_OF = 1;
const NOT_EQUALS = 2;
const NONE_OF = 3;
const PRESENT = 4;
const ABSENT = 5;
const GREATER = 6;
const LESS = 7;

/** A requirement in the form that is quickest to evaluate; all have the same fields so that the loop stays monomorphic. */
interface Check {
  readonly key: string;
  readonly kind: number;
  readonly single: string;
  readonly several: ReadonlySet<string>;
  readonly bound: number | bigint | undefined;
}

function compile(r: Requirement): Check {
  const single = r.values[0] ?? "";
  const isSingle = r.values.length === 1;
  let kind: number;
  switch (r.operator) {
    case "in":
    case "=":
    case "==":
      kind = isSingle ? EQUALS : ONE_OF;
      break;
    case "notin":
    case "!=":
      kind = isSingle ? NOT_EQUALS : NONE_OF;
      break;
    case "exists":
      kind = PRESENT;
      break;
    case "!":
      kind = ABSENT;
      break;
    case "gt":
      kind = GREATER;
      break;
    case "lt":
      kind = LESS;
      break;
  }
  return { key: r.key, kind, single, several: new Set(r.values), bound: kind >= GREATER ? parseInt64(single) : undefined };
}

function comparesAs(check: Check, text: string): boolean {
  const value = parseInt64(text);
  if (value === undefined || check.bound === undefined) return false;
  return check.kind === GREATER ? value > check.bound : value < check.bound;
}
