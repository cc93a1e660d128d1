import { describe, expect, it } from "vitest";
import { packedCases } from "../packed-recordings.ts";
import { schedulerCaseRunner } from "./index.ts";

const families = [
  "fit",
  "balanced",
  "gpu",
  "taints",
  "nodename-ports",
  "nodeaffinity",
  "interpod",
  "spread",
  "images",
  "volumes",
  "gates",
  "mixed",
  "profiles",
  "preemption",
  "sampled",
  "batching",
  "hints",
];

describe("recorded decisions of kube-scheduler", () => {
  it.each(families)("%s", (family) => {
    const cases = packedCases(`scheduler/${family}`) as { id: string }[];
    const verdicts = cases.map((recorded) => ({ id: recorded.id, verdict: schedulerCaseRunner(recorded) }));
    expect(verdicts.filter(({ verdict }) => verdict.status !== "passed").slice(0, 3)).toEqual([]);
    expect(cases.length).toBeGreaterThan(20);
  });
});
