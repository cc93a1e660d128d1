/** Every recorded scheduling case, where the recordings are at hand. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runScheduleCase } from "./schedule-case.ts";

const folder = fileURLToPath(new URL("../../../../../shared/oracle/scheduler/", import.meta.url));
const families = ["fit", "balanced", "gpu", "taints", "nodename-ports", "nodeaffinity", "interpod", "spread", "images", "volumes", "gates", "mixed", "profiles", "preemption", "sampled", "batching"];

describe.runIf(existsSync(folder))("recorded scheduling cases", () => {
  it.each(families)("%s", (family) => {
    const failed: string[] = [];
    let n = 0;
    for (const line of readFileSync(`${folder}${family}.jsonl`, "utf8").split("\n")) {
      if (line === "") continue;
      const recorded = JSON.parse(line);
      n++;
      let verdict;
      try { verdict = runScheduleCase(recorded); } catch (e) { failed.push(`${recorded.id}: ${(e as Error).stack?.slice(0, 600)}`); continue; }
      if (verdict.status === "failed") failed.push(`${recorded.id}: ${JSON.stringify(verdict.mismatches[0]).slice(0, 700)}`);
    }
    console.log(family, n, "failed", failed.length);
    expect(failed.slice(0, 4).join("\n")).toBe("");
  });
});
