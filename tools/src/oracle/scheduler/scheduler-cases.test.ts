import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { schedulerCaseRunner } from "./index.ts";

const recordings = new URL("../../../../../shared/oracle/scheduler/", import.meta.url);
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

describe.skipIf(!existsSync(recordings))("recorded decisions of kube-scheduler", () => {
  it.each(families)("%s", (family) => {
    const lines = readFileSync(new URL(`${family}.jsonl`, recordings), "utf8")
      .trimEnd()
      .split("\n");
    const failed = lines
      .map((line) => ({ id: JSON.parse(line).id, verdict: schedulerCaseRunner(JSON.parse(line)) }))
      .filter(({ verdict }) => verdict.status !== "passed");
    expect(failed.slice(0, 3)).toEqual([]);
  });
});
