/** Reads the text form of label selectors into requirements, with the words of Kubernetes where the text is wrong. */
import { aggregateErrors, invalidValue } from "./field-error.ts";
import { byCodeUnits, type Requirement, requirementErrors, SelectorError, type SelectionOperator } from "./label-requirement.ts";
import { labelKeyErrors } from "./label-syntax.ts";
import { type SelectorToken, selectorTokens } from "./selector-tokens.ts";

/**
 * The requirements of a selector text, in the order of the text.
 *
 * @throws SelectorError. Source: apimachinery pkg/labels/selector.go, Parser.
 */
export function parseRequirements(text: string): Requirement[] {
  return new SelectorParser(selectorTokens(text)).parse();
}

class SelectorParser {
  readonly #tokens: readonly SelectorToken[];
  #position = 0;

  constructor(tokens: readonly SelectorToken[]) {
    this.#tokens = tokens;
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.kind === "end") return requirements;
      if (!startsRequirement(token)) throw found(token, ", expected: !, identifier, or 'end of string'");
      requirements.push(this.#requirement());
      const next = this.#take();
      if (next.kind === "end") return requirements;
      if (next.kind !== ",") throw found(next, ", expected: ',' or 'end of string'");
      if (!startsRequirement(this.#peek())) throw found(this.#peek(), ", expected: identifier after ','");
    }
  }

  #requirement(): Requirement {
    let token = this.#take();
    const negated = token.kind === "!";
    if (negated) token = this.#take();
    if (!isIdentifier(token)) throw inRequirement(found(token, ", expected: identifier"));
    const key = token.text;
    const keyErrors = labelKeyErrors(key);
    if (keyErrors.length > 0) throw inRequirement(new SelectorError(invalidValue("<nil>", key, keyErrors.join("; "))));
    const after = this.#peek().kind;
    if (negated) return checked(key, "!", []);
    if (after === "end" || after === ",") return checked(key, "exists", []);
    const operator = this.#operator();
    const values = operator === "in" || operator === "notin" ? this.#valueList() : this.#exactValue();
    return checked(key, operator, [...values].sort(byCodeUnits));
  }

  #operator(): SelectionOperator {
    const token = this.#take();
    const operator = BINARY_OPERATORS.get(token.kind);
    if (operator === undefined) throw inRequirement(found(token, ", expected: in, notin, =, ==, !=, gt, lt"));
    return operator;
  }

  #valueList(): Set<string> {
    const open = this.#take();
    if (open.kind !== "(") throw inRequirement(found(open, " expected: '('"));
    const first = this.#peek();
    if (first.kind === ")") {
      this.#take();
      return new Set([""]);
    }
    if (!isIdentifier(first) && first.kind !== ",") throw inRequirement(found(first, ", expected: ',', ')' or identifier"));
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      const next = this.#peek();
      if (isIdentifier(token)) {
        values.add(token.text);
        if (next.kind === ")") break;
        if (next.kind !== ",") throw inRequirement(found(next, ", expected: ',' or ')'"));
      } else if (token.kind === ",") {
        if (values.size === 0 || next.kind === ")" || next.kind === ",") values.add("");
        if (next.kind === ")") break;
      } else {
        throw inRequirement(found(token, ", expected: ',', or identifier"));
      }
    }
    this.#take();
    return values;
  }

  #exactValue(): Set<string> {
    const next = this.#peek();
    if (next.kind === "end" || next.kind === ",") return new Set([""]);
    const token = this.#take();
    if (!isIdentifier(token)) throw inRequirement(found(token, ", expected: identifier"));
    return new Set([token.text]);
  }

  #peek(): SelectorToken {
    return this.#tokens[this.#position] ?? END;
  }

  #take(): SelectorToken {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }
}

const END: SelectorToken = { kind: "end", text: "" };

const BINARY_OPERATORS: ReadonlyMap<string, SelectionOperator> = new Map([
  ["in", "in"],
  ["notin", "notin"],
  ["=", "="],
  ["==", "=="],
  ["!=", "!="],
  [">", "gt"],
  ["<", "lt"],
]);

/** The words `in` and `notin` are operators only where an operator is due; elsewhere they are names. */
function isIdentifier(token: SelectorToken): boolean {
  return token.kind === "identifier" || token.kind === "in" || token.kind === "notin";
}

function startsRequirement(token: SelectorToken): boolean {
  return isIdentifier(token) || token.kind === "!";
}

function checked(key: string, operator: SelectionOperator, values: readonly string[]): Requirement {
  const errors = requirementErrors(key, operator, values, "");
  if (errors.length > 0) throw inRequirement(new SelectorError(aggregateErrors(errors)));
  return { key, operator, values };
}

function found(token: SelectorToken, expectation: string): SelectorError {
  return new SelectorError(`found '${token.text}'${expectation}`);
}

function inRequirement(error: SelectorError): SelectorError {
  return new SelectorError(`unable to parse requirement: ${error.message}`);
}
