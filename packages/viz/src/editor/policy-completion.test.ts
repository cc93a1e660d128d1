/** Behind the author's names for pod and node stand the fields of the declarations, and nowhere else. */
import { NODE_FIELDS, POD_FIELDS } from "@orrery/runner/own-policy";
import { describe, expect, it } from "vitest";
import { policyProposals } from "./policy-completion.ts";

describe("policyProposals", () => {
  it.each([
    ["", "pod.", POD_FIELDS, ""],
    ["", "  return node.alloc", NODE_FIELDS, "alloc"],
    ["function score(p, n) {\n", "  p.", POD_FIELDS, ""],
    ["function score(p: PolicyPod, n: PolicyNode): number {\n", "  n?.req", NODE_FIELDS, "req"],
    ["export const filter = (one, two) =>", "two.", NODE_FIELDS, ""],
    ["function fits(wanted: PolicyPod) {", "wanted.", POD_FIELDS, ""],
  ])("after %j, at %j", (text, before, fields, typed) => {
    expect(policyProposals(text, before)).toEqual({ fields, typed });
  });

  it.each([
    ["", "Math."],
    ["", "node.labels."],
    ["", "node"],
    ["const list: PolicyPod[] = []", "list."],
  ])("knows nothing after %j at %j", (text, before) => {
    expect(policyProposals(text, before)).toBeUndefined();
  });
});
