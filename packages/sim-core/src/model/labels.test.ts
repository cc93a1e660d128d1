import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SelectorError } from "./label-requirement.ts";
import { labelMap, parseSelector, selectorFromLabelSelector, selectorFromMap } from "./labels.ts";
import type { LabelSelector } from "./objects.ts";

const key = fc.constantFrom("app", "tier", "rank", "example.com/zone");
const value = fc.constantFrom("", "a", "b", "web", "007", "5", "10");
const labels = fc.dictionary(key, value, { maxKeys: 4 });
const values = fc.uniqueArray(value, { minLength: 1, maxLength: 3 });
const expression = fc.oneof(
  fc.record({ key, operator: fc.constantFrom("In", "NotIn"), values }),
  fc.record({ key, operator: fc.constantFrom("Exists", "DoesNotExist") }),
);

/** The documented meaning, spelled out. */
function naive(selector: LabelSelector, set: Record<string, string>): boolean {
  const pairs = Object.entries(selector.matchLabels ?? {}).every(([k, v]) => set[k] === v);
  return (
    pairs &&
    (selector.matchExpressions ?? []).every(({ key: k, operator, values: wanted = [] }) => {
      const has = Object.hasOwn(set, k);
      if (operator === "Exists") return has;
      if (operator === "DoesNotExist") return !has;
      const inside = has && wanted.includes(set[k] ?? "");
      return operator === "In" ? inside : !inside;
    })
  );
}

describe("Selector", () => {
  it("means what the documentation says, and its text means the same", () => {
    fc.assert(
      fc.property(fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 3 }) }), labels, (selector, set) => {
        const compiled = selectorFromLabelSelector(selector);
        expect(compiled.matches(labelMap(set))).toBe(naive(selector, set));
        const parsed = parseSelector(compiled.toString());
        expect(parsed.matches(labelMap(set))).toBe(naive(selector, set));
        expect(parsed.toString()).toBe(compiled.toString());
      }),
      { numRuns: 2000 },
    );
  });

  it("tells nothing from everything", () => {
    const nothing = selectorFromLabelSelector(undefined);
    const everything = selectorFromLabelSelector({});
    expect([nothing.isNothing, nothing.isEmpty, nothing.matches(labelMap())]).toEqual([true, false, false]);
    expect([everything.isNothing, everything.isEmpty, everything.matches(labelMap({ a: "b" }))]).toEqual([false, true, true]);
    expect(selectorFromMap(undefined).isEmpty).toBe(true);
  });

  it.each([
    ["a in (c,b,a),!d,e", "a in (a,b,c),!d,e"],
    ["x=1, y==2 , z!=3", "x=1,y==2,z!=3"],
    ["in in (in,notin)", "in in (in,notin)"],
    ["n>5,n<9", "n>5,n<9"],
    ["a notin ()", "a notin ()"],
    ["a in (,b)", "a in (,b)"],
    ["a=,b", "a=,b"],
  ])("writes %j canonically", (text, canonical) => {
    expect(parseSelector(text).toString()).toBe(canonical);
  });

  it("compares whole numbers of any size", () => {
    const above = parseSelector("n>9007199254740993");
    expect(above.matches(labelMap({ n: "9007199254740994" }))).toBe(true);
    expect(above.matches(labelMap({ n: "9007199254740993" }))).toBe(false);
    expect(above.matches(labelMap({ n: "9223372036854775808" }))).toBe(false);
    expect(parseSelector("n<5").matches(labelMap({ n: "1.5" }))).toBe(false);
  });

  it.each([
    ["a in b", "unable to parse requirement: found 'b' expected: '('"],
    ["a,,b", "found ',', expected: identifier after ','"],
    ["a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ["(a)", "found '(', expected: !, identifier, or 'end of string'"],
    ["!a=b", "found '=', expected: ',' or 'end of string'"],
    ["a>x", "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ])("refuses %j in Kubernetes' words", (text, message) => {
    expect(() => parseSelector(text)).toThrow(new SelectorError(message));
  });

  it("refuses what the API refuses", () => {
    expect(() => selectorFromLabelSelector({ matchExpressions: [{ key: "a", operator: "Near" }] })).toThrow(
      '"Near" is not a valid label selector operator',
    );
    expect(() => selectorFromLabelSelector({ matchExpressions: [{ key: "a", operator: "In" }] })).toThrow(
      "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
    );
    expect(() => selectorFromLabelSelector({ matchLabels: { a: "-x" } })).toThrow(
      /^values\[0\]\[a\]: Invalid value: "-x": a valid label must be/,
    );
  });
});
