import { describe, expect, it } from "vitest";
import { findMatchingUntoleratedTaint, toleratesTaint } from "./tolerations.ts";

const taint = { key: "gpu", value: "10", effect: "NoSchedule" };

describe("toleratesTaint", () => {
  it.each([
    [{ key: "gpu", value: "10" }, true],
    [{ key: "gpu", operator: "Exists" }, true],
    [{ operator: "Exists" }, true],
    [{ key: "gpu", value: "10", effect: "NoExecute" }, false],
    [{ key: "gpu" }, false],
    [{ key: "other", operator: "Exists" }, false],
    [{ key: "gpu", operator: "Near", value: "10" }, false],
  ])("%j: %s", (toleration, tolerated) => {
    expect(toleratesTaint(toleration, taint)).toBe(tolerated);
  });

  it("compares numbers only when told to, and only canonical ones", () => {
    const above = { key: "gpu", operator: "Gt", value: "5" };
    expect(toleratesTaint(above, taint)).toBe(false);
    expect(toleratesTaint(above, taint, true)).toBe(true);
    expect(toleratesTaint({ ...above, operator: "Lt" }, taint, true)).toBe(false);
    expect(toleratesTaint(above, { ...taint, value: "010" }, true)).toBe(false);
    expect(toleratesTaint({ ...above, value: "-9223372036854775809" }, taint, true)).toBe(false);
  });
});

describe("findMatchingUntoleratedTaint", () => {
  it("gives the first taint of a wanted effect that is not tolerated", () => {
    const taints = [{ key: "soft", effect: "PreferNoSchedule" }, taint, { key: "b", effect: "NoExecute" }];
    expect(findMatchingUntoleratedTaint(taints, [{ key: "gpu", operator: "Exists" }], (effect) => effect !== "PreferNoSchedule")).toBe(
      taints[2],
    );
    expect(findMatchingUntoleratedTaint(taints, [{ operator: "Exists" }], () => true)).toBeUndefined();
  });
});
