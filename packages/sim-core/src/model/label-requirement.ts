/** One condition of a label selector: a key, an operator, the values it speaks of. */
import { aggregateErrors, childPath, invalidValue, unsupportedValue } from "./field-error.ts";
import { parseInt64 } from "./int64.ts";
import { labelKeyErrors, labelValueErrors } from "./label-syntax.ts";

/** Operators with the spelling of apimachinery pkg/selection. */
export type SelectionOperator = "in" | "notin" | "=" | "==" | "!=" | "exists" | "!" | "gt" | "lt";

export interface Requirement {
  readonly key: string;
  readonly operator: SelectionOperator;
  readonly values: readonly string[];
}

/** A selector that Kubernetes refuses; the message is Kubernetes' own text. */
export class SelectorError extends Error {
  override readonly name = "SelectorError";
}

/**
 * What is wrong with a requirement, one text a mistake; empty when it is valid.
 *
 * @param values undefined when the manifest has none (Kubernetes shows that as `null`).
 * Source: apimachinery pkg/labels/selector.go, NewRequirement.
 */
export function requirementErrors(key: string, operator: SelectionOperator, values: readonly string[] | undefined, path: string): string[] {
  const errors: string[] = [];
  const keyErrors = labelKeyErrors(key);
  if (keyErrors.length > 0) errors.push(invalidValue(childPath(path, "key"), key, keyErrors.join("; ")));
  const given = values ?? [];
  const valuesPath = childPath(path, "values");
  switch (operator) {
    case "in":
    case "notin":
      if (given.length === 0) errors.push(invalidValue(valuesPath, values, "for 'in', 'notin' operators, values set can't be empty"));
      break;
    case "=":
    case "==":
    case "!=":
      if (given.length !== 1) errors.push(invalidValue(valuesPath, values, "exact-match compatibility requires one single value"));
      break;
    case "exists":
    case "!":
      if (given.length !== 0) errors.push(invalidValue(valuesPath, values, "values set must be empty for exists and does not exist"));
      break;
    case "gt":
    case "lt":
      if (given.length !== 1) errors.push(invalidValue(valuesPath, values, "for 'Gt', 'Lt' operators, exactly one value is required"));
      given.forEach((value, i) => {
        if (parseInt64(value) === undefined) {
          errors.push(invalidValue(`${valuesPath}[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
        }
      });
      break;
    default:
      errors.push(unsupportedValue(childPath(path, "operator"), operator, ["in", "notin", "=", "==", "!=", "gt", "lt", "exists", "!"]));
  }
  given.forEach((value, i) => {
    const valueErrors = labelValueErrors(value);
    if (valueErrors.length > 0) errors.push(invalidValue(`${valuesPath}[${i}][${key}]`, value, valueErrors.join("; ")));
  });
  return [...new Set(errors)];
}

/** A checked requirement. @throws SelectorError with Kubernetes' text. */
export function requirement(key: string, operator: SelectionOperator, values: readonly string[] | undefined, path = ""): Requirement {
  const errors = requirementErrors(key, operator, values, path);
  if (errors.length > 0) throw new SelectorError(aggregateErrors(errors));
  return { key, operator, values: values === undefined ? [] : [...values] };
}

/** Canonical text of a requirement: values sorted, as kubectl prints it. */
export function requirementText(r: Requirement): string {
  const values = [...r.values].sort(byCodeUnits).join(",");
  switch (r.operator) {
    case "exists":
      return r.key;
    case "!":
      return `!${r.key}`;
    case "in":
    case "notin":
      return `${r.key} ${r.operator} (${values})`;
    case "gt":
      return `${r.key}>${values}`;
    case "lt":
      return `${r.key}<${values}`;
    default:
      return `${r.key}${r.operator}${values}`;
  }
}

/** Order of strings that does not depend on a locale. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
