import { describe, expect, it } from "vitest";
import { findActiveOrLatest, findNewReplicaSet, findOldReplicaSets, isScalingEvent } from "./find-replica-sets.ts";
import { replicaSetsToCleanUp } from "./revision-clean-up.ts";
import { lastRevision, nextRevision, rollbackTarget, updateRevision } from "./revisions.ts";
import { healthy, ofSize } from "./replica-set-fixture.ts";

describe("revisions", () => {
  const sets = [1, 5, 3].map((revision) => ({ revision }));

  it("finds the last, the next and the one to go back to", () => {
    expect(lastRevision(sets)).toBe(3);
    expect(nextRevision(sets)).toBe(6);
    expect(rollbackTarget(sets, 0)).toBe(sets[2]);
    expect(rollbackTarget(sets, 1)).toBe(sets[0]);
    expect(rollbackTarget(sets, 4)).toBeUndefined();
    expect(rollbackTarget([{ revision: 1 }], 0)).toBeUndefined();
  });

  // As SetNewReplicaSetAnnotations of Kubernetes answers.
  it.each([
    [0, "", 1, 2000, { revision: 1, revisionHistory: "" }],
    [1, "", 3, 2000, { revision: 3, revisionHistory: "1" }],
    [3, "1", 4, 2000, { revision: 4, revisionHistory: "1,3" }],
    [5, "1,3", 4, 2000, undefined],
    [12, "1,3,5,7,9", 13, 9, { revision: 13, revisionHistory: "5,7,9,12" }],
    [12, "1,3,5,7,9", 13, 2, { revision: 13, revisionHistory: "12" }],
    [12, "1,3,5,7,9", 13, 1, { revision: 13, revisionHistory: "1,3,5,7,9" }],
  ])("revision %i of history %j raised to %i within %i characters", (revision, revisionHistory, next, limit, expected) => {
    expect(updateRevision({ revision, revisionHistory }, next, undefined, limit)).toEqual(expected);
  });

  it("cleans up the oldest revisions that are empty", () => {
    const old = [5, 2, 4, 1, 3].map((revision) => ofSize(`rs${revision}`, 0, { revision }));
    const names = (limit: number | undefined, list = old): string[] => replicaSetsToCleanUp(list, limit).map(({ name }) => name);
    expect(names(2)).toEqual(["rs1", "rs2", "rs3"]);
    expect(names(0, [...old.slice(0, 2), healthy("busy", 1), ofSize("gone", 0, { deleting: true })])).toEqual(["rs2", "rs5"]);
    expect(names(0, [ofSize("unseen", 0, { isObserved: false })])).toEqual([]);
    expect(names(10)).toEqual([]);
    expect(names(undefined)).toEqual([]);
    expect(names(2_147_483_647)).toEqual([]);
  });
});

describe("finding ReplicaSets", () => {
  const sets = [
    healthy("b", 2, { createdUs: 5, template: 1 }),
    ofSize("a", 0, { createdUs: 5, template: 1 }),
    healthy("c", 3, { createdUs: 1, template: 2 }),
  ];

  it("takes the oldest with the template, then by name", () => {
    expect(findNewReplicaSet({ template: 1 }, sets)?.name).toBe("a");
    expect(findNewReplicaSet({ template: 3 }, sets)).toBeUndefined();
    const old = findOldReplicaSets({ template: 1 }, sets);
    expect([old.all.map(({ name }) => name), old.active.map(({ name }) => name)]).toEqual([
      ["c", "b"],
      ["c", "b"],
    ]);
    expect(findActiveOrLatest(undefined, sets)).toBeUndefined();
    expect(findActiveOrLatest(sets[1], [sets[0]!])?.name).toBe("b");
  });

  it("notices a scaled Deployment by an active ReplicaSet's annotation", () => {
    expect(isScalingEvent({ replicas: 4 }, [healthy("a", 3, { desiredReplicas: 3 })])).toBe(true);
    expect(
      isScalingEvent({ replicas: 4 }, [healthy("a", 3, { desiredReplicas: 4 }), ofSize("b", 0, { desiredReplicas: 2 }), healthy("c", 1)]),
    ).toBe(false);
  });
});
