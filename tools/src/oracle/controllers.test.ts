/** The runner of control plane recordings finds what differs, and says by name what it cannot run. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { controllersCaseRunner } from "./controllers.ts";
import type { Recording } from "./controllers/recording.ts";

const PACKED = new URL("../../../oracle/controllers/controllers.jsonl.gz", import.meta.url);
const recordings = gunzipSync(readFileSync(PACKED))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Recording);
const byName = new Map(recordings.map((recording) => [recording.name, recording]));

function edited(name: string, edit: (recording: Recording) => void): Recording {
  const copy = structuredClone(byName.get(name)!);
  edit(copy);
  return copy;
}

describe("recordings of Deployments and ReplicaSets", () => {
  const names = [...byName.keys()].filter((name) => /^deploy-|^rs-adopt-release$|^gc-deployment-background$/.test(name));

  it("are there", () => expect(names.length).toBeGreaterThanOrEqual(29));

  it.each(names)("%s happens in Orrery as it was recorded", (name) => {
    expect(controllersCaseRunner(byName.get(name))).toEqual({ status: "passed" });
  });
});

describe("what differs", () => {
  const name = "deploy-rolling-r4-default";

  it.each(["podsCreated", "rollout.web", "maxTotalSpecReplicas.web", "minReadyPods", "deletedPerStep", "final"])(
    "is found in %s",
    (key) => {
      const recording = edited(name, ({ expect: { derived } }) => ((derived as Record<string, unknown>)[key] = { other: 1 }));
      const verdict = controllersCaseRunner(recording);
      expect(verdict.status === "failed" && verdict.mismatches.map(({ path }) => path)).toEqual([`expect.derived.${key}`]);
    },
  );

  it("is found in times, beyond the tolerance only", () => {
    const shifted = (seconds: number): Recording =>
      edited(name, ({ expect: { timed } }) => {
        const { tolerance } = timed["rollout.web.at"]!;
        const list = Array.from({ length: 9 }, (_, i) => (timed["rollout.web.at"]!.seconds[0] as number[])[i]! + seconds);
        (timed as Record<string, unknown>)["rollout.web.at"] = { seconds: [list], tolerance };
      });
    expect(controllersCaseRunner(shifted(0.5)).status).toBe("passed");
    expect(controllersCaseRunner(shifted(1.5)).status).toBe("failed");
  });

  it("is found in a key that nobody derives", () => {
    const recording = edited(name, ({ expect: { derived, determined } }) => {
      (derived as Record<string, unknown>)["new"] = 1;
      (determined as string[]).push("new");
    });
    expect(controllersCaseRunner(recording).status).toBe("failed");
  });
});

it("names what is not covered by what a recording asks for", () => {
  const verdicts = (prefix: string) =>
    new Set(recordings.filter(({ name }) => name.startsWith(prefix)).map((recording) => JSON.stringify(controllersCaseRunner(recording))));
  expect([...verdicts("job-")]).toEqual(['{"status":"not covered","what":"recordings job-*"}']);
  expect([...verdicts("rs-rank-")]).toEqual(['{"status":"not covered","what":"pods whose status is written by a script"}']);
});
