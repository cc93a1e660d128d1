import { describe, expect, it } from "vitest";
import { parseReplicasAnnotation } from "./rollout-replica-set.ts";

describe("parseReplicasAnnotation", () => {
  it.each([
    [undefined, undefined],
    ["", undefined],
    ["abc", undefined],
    ["-3", undefined],
    ["+3", undefined],
    ["0", 0],
    ["007", 7],
    ["2147483647", 2147483647],
    ["2147483648", undefined],
  ])("%j: %j", (text, value) => {
    expect(parseReplicasAnnotation(text)).toBe(value);
  });
});
