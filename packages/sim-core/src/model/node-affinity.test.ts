import { describe, expect, it } from "vitest";
import { labelMap } from "./labels.ts";
import { compileNodeSelector, compilePreferredTerms, compileRequiredNodeAffinity } from "./node-affinity.ts";

const node = { name: "n1", labels: labelMap({ zone: "a", size: "10" }) };
const required = (nodeSelectorTerms: object[]) => ({
  containers: [],
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});

describe("required node affinity", () => {
  it("matches everything when the pod restricts nothing", () => {
    const affinity = compileRequiredNodeAffinity({ containers: [] });
    expect([affinity.isEmpty, affinity.match(node)]).toEqual([true, true]);
  });

  it("needs the nodeSelector and one of the terms", () => {
    const term = {
      matchExpressions: [{ key: "size", operator: "Gt", values: ["9"] }],
      matchFields: [{ key: "metadata.name", operator: "In", values: ["n1"] }],
    };
    const spec = {
      ...required([{ matchExpressions: [{ key: "zone", operator: "In", values: ["z"] }] }, term]),
      nodeSelector: { zone: "a" },
    };
    const affinity = compileRequiredNodeAffinity(spec);
    expect(affinity.match(node)).toBe(true);
    expect(affinity.match({ ...node, name: "n2" })).toBe(false);
    expect(affinity.match({ ...node, labels: labelMap({ size: "10" }) })).toBe(false);
  });

  it("takes a term without conditions for one that matches nothing", () => {
    expect(compileRequiredNodeAffinity(required([{}])).match(node)).toBe(false);
    expect(compileNodeSelector({ nodeSelectorTerms: [] }).match(node)).toBe(false);
  });

  it("reports broken terms only where no other term matches", () => {
    const broken = { matchExpressions: [{ key: "size", operator: "Gt", values: ["x"] }] };
    const good = { matchExpressions: [{ key: "zone", operator: "Exists" }] };
    const text =
      "nodeSelectorTerms[0].matchExpressions[0].values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer";
    expect(compileRequiredNodeAffinity(required([broken, good])).check(node)).toEqual({ match: true });
    expect(compileRequiredNodeAffinity(required([broken])).check(node)).toEqual({ match: false, error: text });
    expect(compileRequiredNodeAffinity({ ...required([broken]), nodeSelector: { zone: "b" } }).check(node)).toEqual({ match: false });
  });
});

describe("preferred terms", () => {
  it("adds the weights of the terms that match", () => {
    const preference = { matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }] };
    const other = { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["a"] }] };
    const terms = compilePreferredTerms([
      { weight: 3, preference },
      { weight: 50, preference: other },
      { weight: 4, preference },
      { weight: 9, preference: {} },
    ]);
    expect(terms.score(node)).toBe(7);
  });

  it("lists all mistakes in Kubernetes' words", () => {
    const preference = {
      matchExpressions: [{ key: "a", operator: "Near" }],
      matchFields: [{ key: "metadata.name", operator: "In", values: ["x", "y"] }],
    };
    expect(() =>
      compilePreferredTerms([
        { weight: 0, preference },
        { weight: 1, preference },
      ]),
    ).toThrow(
      '[[1].matchExpressions[0].operator: Unsupported value: "Near": supported values: "In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", ' +
        '[1].matchFields[0].values: Invalid value: ["x","y"]: must have one element]',
    );
  });
});
