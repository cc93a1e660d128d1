import { describe, expect, it } from "vitest";
import { findCondition, newReplicaSetConditions, pausedCondition } from "./deployment-conditions.ts";
import type { DeploymentStatus } from "./deployment-status.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";
import { progressCheckUs } from "./rollout-progress.ts";
import { rolloutStatus } from "./rollout-status.ts";
import { healthy, ofSize } from "./replica-set-fixture.ts";

const SECOND_US = 1_000_000;
const deployment: RolloutDeployment = {
  replicas: 4,
  strategy: { type: "RollingUpdate", maxSurge: 1, maxUnavailable: 1 },
  template: 1,
  generation: 2,
  progressDeadlineSeconds: 60,
};
const nothing: DeploymentStatus = {
  observedGeneration: 1,
  replicas: 0,
  updatedReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  unavailableReplicas: 0,
  terminatingReplicas: 0,
  conditions: [],
};

function reason(status: DeploymentStatus, type: "Available" | "Progressing" | "ReplicaFailure"): string | undefined {
  return findCondition(status.conditions, type)?.reason;
}

describe("rolloutStatus", () => {
  const stuck = healthy("new", 4, { statusReplicas: 4, readyReplicas: 2, availableReplicas: 2 });
  const started = rolloutStatus(deployment, stuck, [stuck], nothing, 0);

  it("sums and says that the rollout gets on", () => {
    expect(started).toMatchObject({
      observedGeneration: 2,
      replicas: 4,
      updatedReplicas: 4,
      readyReplicas: 2,
      availableReplicas: 2,
      unavailableReplicas: 2,
    });
    expect(reason(started, "Available")).toBe("MinimumReplicasUnavailable");
    expect(reason(started, "Progressing")).toBe("ReplicaSetUpdated");
  });

  it("renews the time of progress but not that of transition", () => {
    const better = { ...stuck, availableReplicas: 3, readyReplicas: 3 };
    const status = rolloutStatus(deployment, better, [better], started, 30 * SECOND_US);
    expect(findCondition(status.conditions, "Progressing")).toMatchObject({ lastUpdateUs: 30 * SECOND_US, lastTransitionUs: 0 });
    expect(reason(status, "Available")).toBe("MinimumReplicasAvailable");
  });

  it("gives up strictly after the deadline and stays so until there is progress", () => {
    expect(rolloutStatus(deployment, stuck, [stuck], started, 60 * SECOND_US)).toEqual(started);
    expect(progressCheckUs(deployment, started, 59_500_000)).toBe("now");
    expect(progressCheckUs(deployment, started, 10 * SECOND_US)).toBe(61 * SECOND_US);
    const late = rolloutStatus(deployment, stuck, [stuck], started, 60 * SECOND_US + 1);
    expect(reason(late, "Progressing")).toBe("ProgressDeadlineExceeded");
    expect(progressCheckUs(deployment, late, 70 * SECOND_US)).toBeUndefined();
    expect(pausedCondition(late.conditions, true, 0)).toBeUndefined();
    const done = rolloutStatus(deployment, healthy("new", 4), [healthy("new", 4)], late, 100 * SECOND_US);
    expect(findCondition(done.conditions, "Progressing")).toMatchObject({ status: "True", reason: "NewReplicaSetAvailable" });
  });

  it("does not judge a complete rollout again when pods fail later", () => {
    const done = rolloutStatus(deployment, healthy("new", 4), [healthy("new", 4)], nothing, 0);
    const worse = rolloutStatus(deployment, stuck, [stuck], done, 1000 * SECOND_US);
    expect(reason(worse, "Progressing")).toBe("NewReplicaSetAvailable");
  });

  it("drops the condition without a deadline, and carries a failure to create pods", () => {
    const failure = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", lastUpdateUs: 5, lastTransitionUs: 5 } as const;
    const status = rolloutStatus({ ...deployment, progressDeadlineSeconds: 2_147_483_647 }, stuck, [stuck], started, 0, failure);
    expect(reason(status, "Progressing")).toBeUndefined();
    expect(reason(status, "ReplicaFailure")).toBe("FailedCreate");
    expect(reason(rolloutStatus(deployment, stuck, [stuck], status, 0), "ReplicaFailure")).toBeUndefined();
  });

  it("counts no unavailable pods while a scale-down is under way", () => {
    const all = [healthy("old", 0, { availableReplicas: 3, statusReplicas: 3 }), ofSize("new", 1)];
    expect(rolloutStatus(deployment, all[1], all, nothing, 0).unavailableReplicas).toBe(0);
  });
});

describe("pausedCondition", () => {
  it("is written once on pausing and once on resuming", () => {
    const paused = pausedCondition([], true, 7)!;
    expect(paused).toEqual({ type: "Progressing", status: "Unknown", reason: "DeploymentPaused", lastUpdateUs: 7, lastTransitionUs: 7 });
    expect(pausedCondition([paused], true, 8)).toBeUndefined();
    expect(pausedCondition([paused], false, 9)?.reason).toBe("DeploymentResumed");
    expect(pausedCondition([], false, 9)).toBeUndefined();
  });
});

describe("newReplicaSetConditions", () => {
  it("starts the clock of progress when the new ReplicaSet is made, and when it is found without any", () => {
    const found = newReplicaSetConditions([], "found", 5);
    expect(findCondition(found, "Progressing")).toMatchObject({ reason: "FoundNewReplicaSet", lastUpdateUs: 5 });
    expect(newReplicaSetConditions(found, "found", 6)).toBe(found);
    const created = newReplicaSetConditions(found, "created", 7);
    expect(findCondition(created, "Progressing")).toMatchObject({ reason: "NewReplicaSetCreated", lastUpdateUs: 7, lastTransitionUs: 5 });
    expect(findCondition(newReplicaSetConditions(created, "refused", 8), "Progressing")?.status).toBe("False");
  });
});
