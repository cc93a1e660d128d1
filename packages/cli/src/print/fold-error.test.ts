import { expect, it } from "vitest";
import { foldError } from "./fold-error.ts";

it("puts a long list of what would be accepted below the error", () => {
  const long = `x.csv:1:1: no known format: found "a"; accepted: ${"one format".repeat(9)}; ${"another".repeat(9)}`;
  expect(foldError(long).split("\n")).toEqual([
    'x.csv:1:1: no known format: found "a"; accepted:',
    `    ${"one format".repeat(9)}`,
    `    ${"another".repeat(9)}`,
  ]);
});

it("leaves short errors and single answers in one line", () => {
  expect(foldError("f.yaml:1:2: found a; accepted: b; c")).toBe("f.yaml:1:2: found a; accepted: b; c");
  const single = `f.yaml:1:2: found a; accepted: ${"b".repeat(200)}`;
  expect(foldError(single)).toBe(single);
});
