import { describe, expect, it } from "vitest";
import { packedCases } from "../packed-recordings.ts";
import { functionCaseRunner } from "./index.ts";

describe("recorded functions of Kubernetes", () => {
  it.each([
    "quantity",
    "labels",
    "pod-resources",
    "node-cgroups",
    "eviction",
    "backoff",
    "deployment",
    "node-lifecycle",
    "pod-ranking",
    "job",
    "daemonset",
    "statefulset",
    "hpa",
  ])("%s", (family) => {
    const run = functionCaseRunner(family);
    const verdicts = packedCases(`functions/${family}`).map((recorded) => ({ recorded, verdict: run?.(recorded) }));
    expect(verdicts.filter(({ verdict }) => verdict?.status !== "passed")).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(200);
  });
});

describe("function case runner", () => {
  it("names a function that is not modelled", () => {
    expect(functionCaseRunner("quota")?.({ fn: "PodUsageFunc", in: {}, out: 1 })).toEqual({
      status: "not covered",
      what: "PodUsageFunc",
    });
    expect(functionCaseRunner("nonsense")).toBeUndefined();
  });

  it("says where an answer differs", () => {
    const verdict = functionCaseRunner("quantity")?.({
      fn: "ParseQuantity",
      in: { s: "1k" },
      out: { value: 1000, milliValue: 1, string: "1k", format: "DecimalSI", sign: 1 },
    });
    expect(verdict).toEqual({ status: "failed", mismatches: [{ path: "out.milliValue", expected: 1, actual: 1_000_000 }] });
  });

  it("takes either reading of an input that lost an empty object, and no third answer", () => {
    const run = functionCaseRunner("pod-resources");
    const pod = { spec: { containers: [{ name: "c", resources: { requests: { cpu: "1" } } }] } };
    expect(run?.({ fn: "ComputePodQOS", in: { pod }, out: "Burstable" })).toEqual({ status: "passed" });
    expect(run?.({ fn: "ComputePodQOS", in: { pod }, out: "BestEffort" })).toEqual({ status: "passed" });
    expect(run?.({ fn: "ComputePodQOS", in: { pod }, out: "Guaranteed" })).toMatchObject({ status: "failed" });
  });

  it("takes an error for right only where one was recorded", () => {
    const run = functionCaseRunner("quantity");
    expect(run?.({ fn: "ParseQuantity", in: { s: "1x" }, out: { error: "some other words" } })).toEqual({ status: "passed" });
    expect(run?.({ fn: "ParseQuantity", in: { s: "1k" }, out: { error: "some other words" } })).toMatchObject({ status: "failed" });
    expect(run?.({ fn: "ParseQuantity", in: { s: "1x" }, out: { value: 1 } })).toMatchObject({ status: "failed" });
  });
});
