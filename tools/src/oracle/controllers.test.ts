/** The runner of control plane recordings finds what differs, and says by name what it cannot run. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { controllersCaseRunner } from "./controllers.ts";
import { fitsBetween, subjectOf } from "./controllers/fits-between.ts";
import type { Recording, Step } from "./controllers/recording.ts";

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

describe("recordings of the controllers that Orrery has", () => {
  const names = [...byName.keys()].filter((name) => /^(deploy|rs|gc|podgc|node|zone|cluster|taint|pending|preemption)-/.test(name));

  it("are there", () => expect(names.length).toBeGreaterThanOrEqual(58));

  it.each(names)("%s happens in Orrery as it was recorded", (name) => {
    expect(controllersCaseRunner(byName.get(name))).toMatchObject({ status: "passed" });
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
  const evicting = edited(
    "taint-eviction-by-user",
    ({ scenario: { steps } }) => void (steps as Step[]).push({ t: 20, op: "evict", name: "two" }),
  );
  expect(controllersCaseRunner(evicting)).toEqual({ status: "not covered", what: "steps evict" });
});

it("counts by name the facts that later controllers write, told by their key, and compares the others", () => {
  const writers = (name: string) => {
    const verdict = controllersCaseRunner(byName.get(name));
    return verdict.status === "passed" ? [...new Set(verdict.notCompared)].toSorted() : verdict;
  };
  expect(writers("node-failure-returns")).toEqual(["EndpointSlices", "Events"]);
  expect(writers("preemption-pdb")).toEqual(["Events", "PodDisruptionBudgets"]);
  expect(writers("rs-rank-batch")).toEqual(["Events"]);
});

describe("states in between", () => {
  const recorded = ["Available=False:x", "Progressing=True:a", "Available=True:y"];
  const fits = (actual: unknown, expected: unknown = recorded) => fitsBetween(actual, expected, subjectOf);

  it("may be more or fewer, as long as what both show comes in one order and the ends are equal", () => {
    expect(fits(recorded)).toBe(true);
    expect(fits(["Available=False:z", ...recorded])).toBe(true);
    expect(fits(["Progressing=True:a", "Available=True:y"])).toBe(true);
    expect(fits(["Progressing=True:a", "Available=False:x"])).toBe(false);
    expect(fits(["Available=True:y", "Available=False:x", "Progressing=True:a", "Available=True:y"])).toBe(false);
    expect(fits(["Available=False:x", "Available=True:y"])).toBe(false);
    expect(fits(undefined)).toBe(false);
  });

  it("of a peak are bounded by the recorded one", () => {
    expect([fits(5, 6), fits(6, 6), fits(7, 6), fits(undefined, 6)]).toEqual([true, true, false, false]);
  });
});
