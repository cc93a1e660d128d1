import { expect, it } from "vitest";
import { defaultNormalizeScore } from "./default-normalize-score.ts";

it.each([
  { raw: [0, 0], reverse: false, expected: [0, 0] },
  { raw: [0, 0], reverse: true, expected: [100, 100] },
  { raw: [1, 3, 0], reverse: false, expected: [33, 100, 0] },
  { raw: [1, 3, 0], reverse: true, expected: [67, 0, 100] },
  { raw: [200, 100], reverse: false, expected: [100, 50] },
])("normalizes $raw, reverse $reverse, to $expected", ({ raw, reverse, expected }) => {
  const scores = Float64Array.from([...raw, 77]);
  defaultNormalizeScore(scores, raw.length, reverse);
  expect(Array.from(scores)).toEqual([...expected, 77]);
});
