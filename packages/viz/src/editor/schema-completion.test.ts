/** Completion knows where in the document one is, and what the published schema allows there. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKOUT } from "../testing/index.ts";
import { pathAt, proposals } from "./schema-completion.ts";
import type { Schema } from "./schema-completion.ts";

const schema = JSON.parse(readFileSync(path.join(CHECKOUT, "scenarios/scenario.schema.json"), "utf8")) as Schema;
const at = (text: string) => {
  const lines = text.split("\n");
  return pathAt(lines, lines.length - 1);
};
const labels = (text: string, key?: string) => proposals(schema, at(text), key).map(({ label }) => label);

describe("pathAt", () => {
  it.each<[string, string[]]>([
    ["", []],
    ["spec:\n  ", ["spec"]],
    ["spec:\n  horizon: 1h\n  ", ["spec"]],
    ["spec:\n  nodePools:\n    - ", ["spec", "nodePools", "-"]],
    ["spec:\n  nodePools:\n    - name: a\n      ", ["spec", "nodePools", "-"]],
    ["spec:\n  nodePools:\n    - name: a\n      count: 3\n      layout:\n        ", ["spec", "nodePools", "-", "layout"]],
    ["spec:\n  nodePools:\n    - name: a\n    - name: b\n      ", ["spec", "nodePools", "-"]],
    ["spec:\n  nodePools:\n    - name: a\n  workloads:\n    - name: w\n      arrivals:\n        ", ["spec", "workloads", "-", "arrivals"]],
    ["spec:\n  # a comment\n\n  timeline:\n    - at: 1m\n      ", ["spec", "timeline", "-"]],
  ])("%j", (text, found) => {
    expect(at(text)).toEqual(found);
  });
});

describe("proposals", () => {
  it("are the fields that the schema has there", () => {
    expect(labels("")).toEqual(expect.arrayContaining(["apiVersion", "kind", "metadata", "spec"]));
    expect(labels("spec:\n  ")).toEqual(expect.arrayContaining(["nodePools", "workloads", "horizon", "timeline"]));
    expect(labels("spec:\n  nodePools:\n    - ")).toEqual(expect.arrayContaining(["name", "count", "capacity", "oversell"]));
    expect(labels("spec:\n  timeline:\n    - at: 1m\n      ")).toEqual(expect.arrayContaining(["cordon", "addNodes", "scale"]));
  });

  it("are the values that a field may have", () => {
    expect(labels("spec:\n  scheduler:\n    ", "tieBreak")).toEqual(expect.arrayContaining(["heap", "first", "random"]));
  });
});
