import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Pod, podQosClass } from "@orrery/sim-core/model";
import { functionCaseRunner } from "./index.ts";

const recordings = new URL("../../../../../shared/oracle/functions/", import.meta.url);

describe.skipIf(!existsSync(recordings))("recorded functions of Kubernetes", () => {
  it.each(["quantity", "labels", "pod-resources", "backoff"])("%s", (family) => {
    const run = functionCaseRunner(family);
    const lines = readFileSync(new URL(`${family}.jsonl`, recordings), "utf8").trimEnd().split("\n");
    const verdicts = lines.map((line) => ({ line, verdict: run?.(JSON.parse(line)) }));
    const failed = verdicts.filter(({ verdict }) => verdict?.status !== "passed");
    expect(failed.filter(({ line }) => !lostEmptyResources(line))).toEqual([]);
    expect(failed.length).toBe(family === "pod-resources" ? 3 : 0);
    expect(verdicts.length).toBeGreaterThan(200);
  });
});

/**
 * The recordings leave empty objects out of their inputs. For the class of a pod that loses something: an empty
 * `spec.resources` makes every pod BestEffort, an absent one does not. Such a case cannot be told from its input.
 */
function lostEmptyResources(line: string): boolean {
  const { fn, in: input, out } = JSON.parse(line) as { fn: string; in: { pod: Pod }; out: unknown };
  if (fn !== "ComputePodQOS" || input.pod.spec.resources !== undefined) return false;
  return podQosClass({ ...input.pod, spec: { ...input.pod.spec, resources: {} } }) === out;
}

describe("function case runner", () => {
  it("names a function that is not modelled", () => {
    expect(functionCaseRunner("hpa")?.({ fn: "GetResourceReplicas", in: {}, out: 1 })).toEqual({ status: "not covered", what: "GetResourceReplicas" });
    expect(functionCaseRunner("nonsense")).toBeUndefined();
  });

  it("says where an answer differs", () => {
    const verdict = functionCaseRunner("quantity")?.({ fn: "ParseQuantity", in: { s: "1k" }, out: { value: 1000, milliValue: 1, string: "1k", format: "DecimalSI", sign: 1 } });
    expect(verdict).toEqual({ status: "failed", mismatches: [{ path: "out.milliValue", expected: 1, actual: 1_000_000 }] });
  });

  it("takes an error for right only where one was recorded", () => {
    const run = functionCaseRunner("quantity");
    expect(run?.({ fn: "ParseQuantity", in: { s: "1x" }, out: { error: "some other words" } })).toEqual({ status: "passed" });
    expect(run?.({ fn: "ParseQuantity", in: { s: "1k" }, out: { error: "some other words" } })).toMatchObject({ status: "failed" });
    expect(run?.({ fn: "ParseQuantity", in: { s: "1x" }, out: { value: 1 } })).toMatchObject({ status: "failed" });
  });
});
