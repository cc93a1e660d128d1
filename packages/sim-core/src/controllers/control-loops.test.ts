/** The loops together, on a small cluster without a scheduler: pods run a second after their creation, and stop at once when deleted. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BROKEN, deploymentOf, replicaSetOf, scaled, SECOND, template, World } from "./control-loops-fixture.ts";
import type { ReplicaSetObject } from "./index.ts";

describe("a ReplicaSet", () => {
  it("creates its pods, owned and named after it, and counts them", () => {
    const world = new World();
    world.store.setObject(replicaSetOf(5));
    world.run(10);
    expect(world.running.length).toBe(5);
    expect(world.running.every(({ key }) => /^default\/web-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(key))).toBe(true);
    expect(world.running[0]!.source.metadata.ownerReferences).toEqual([
      { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "r", controller: true, blockOwnerDeletion: true },
    ]);
    expect(world.replicaSets[0]!.status).toMatchObject({ replicas: 5, readyReplicas: 5, availableReplicas: 5, observedGeneration: 1 });
  });

  it("creates at most 500 in a sync, and all in the end, without one too many", () => {
    const world = new World();
    world.store.setObject(replicaSetOf(1234));
    world.run(0.006);
    expect(world.store.state.pods.length).toBe(500);
    world.run(10);
    expect(world.store.state.pods.length).toBe(1234);
  });

  it("replaces what is deleted, and takes away what is too much", () => {
    const world = new World();
    world.store.setObject(replicaSetOf(3));
    world.at(3, () => void world.store.deletePod(0));
    world.at(6, () => world.store.setObject(scaled(world, 1)));
    world.run(5);
    expect(world.running.map(({ id }) => id)).toEqual([1, 2, 3]);
    world.run(10);
    expect(world.running.length).toBe(1);
    expect(world.deletions.map(({ because }) => because?.by)).toEqual([undefined, "replicaset-controller", "replicaset-controller"]);
  });

  it("adopts matching orphans and releases a pod with other labels, for which it makes a new one", () => {
    const world = new World();
    const source = { metadata: { namespace: "default", labels: { app: "web" } }, spec: { containers: [{ name: "c" }] }, workload: "bare" };
    world.store.createPod("default/bare", world.store.addPodPayload({ source, durationUs: Infinity }));
    world.store.setObject(replicaSetOf(2));
    world.run(5);
    expect(world.store.state.pods.length).toBe(2);
    expect(world.store.state.pods[0]!.source.metadata.ownerReferences?.[0]?.uid).toBe("r");
    const owned = world.store.state.pods[0]!.source;
    world.at(6, () => void world.store.updatePod(0, { ...owned, metadata: { ...owned.metadata, labels: { app: "other" } } }));
    world.run(10);
    expect(world.store.state.pods[0]!.source.metadata.ownerReferences).toEqual([]);
    expect(world.running.length).toBe(3);
  });

  it("has no events left once nothing changes", () => {
    const world = new World();
    world.store.setObject(replicaSetOf(3));
    world.run(10);
    expect(world.engine.pending).toBe(0);
  });

  it("converges to any size from any sequence of sizes and deletions", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(12), fc.nat(9), fc.boolean()), { minLength: 1, maxLength: 12 }), (changes) => {
        const world = new World();
        world.store.setObject(replicaSetOf(2));
        changes.forEach(([replicas, tenths, kill], i) =>
          world.at(1 + i + tenths / 10, () => {
            const victim = world.running[0];
            if (kill && victim !== undefined) world.store.deletePod(victim.id);
            else world.store.setObject(scaled(world, replicas));
          }),
        );
        world.run(60);
        expect(world.running.length).toBe((world.store.state.objects.get("ReplicaSet/default/web") as ReplicaSetObject).spec.replicas);
        expect(world.engine.pending).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a Deployment", () => {
  it("rolls a new template out between its promises", () => {
    const world = new World();
    world.store.setObject(deploymentOf({}));
    world.at(10, () => world.change({ template: template("v2") }));
    world.run(60);
    expect(world.running.map(({ source }) => source.spec.containers[0]!.image)).toEqual(["v2", "v2", "v2", "v2"]);
    expect(world.extremes(10).fewest).toBe(3);
    expect(world.replicaSets.map(({ spec }) => spec.replicas)).toEqual([0, 4]);
    expect(world.deployment.metadata.annotations).toMatchObject({ "deployment.kubernetes.io/revision": "2" });
    expect(world.deployment.status).toMatchObject({ replicas: 4, updatedReplicas: 4, availableReplicas: 4, observedGeneration: 2 });
    expect(world.conditions()).toEqual(["Available=True:MinimumReplicasAvailable", "Progressing=True:NewReplicaSetAvailable"]);
    expect(world.engine.pending).toBe(0);
  });

  it("recreates only when the old pods are gone", () => {
    const world = new World();
    world.store.setObject(deploymentOf({ strategy: { type: "Recreate" } }));
    world.at(10, () => world.change({ template: template("v2") }));
    world.run(60);
    expect(world.extremes(0).most).toBe(4);
    const made = world.store.state.pods.find(({ source }) => source.spec.containers[0]!.image === "v2")!;
    expect(made.createdUs).toBeGreaterThan(10.5 * SECOND);
    expect(world.running.length).toBe(4);
  });

  it("goes back to the ReplicaSet of a template it had, with a new revision", () => {
    const world = new World();
    world.store.setObject(deploymentOf({}));
    world.at(10, () => world.change({ template: template("v2") }));
    world.at(30, () => world.change({ template: template("v1") }));
    world.run(60);
    expect(world.replicaSets.map(({ spec }) => spec.replicas)).toEqual([4, 0]);
    expect(world.replicaSets[0]!.metadata.annotations).toMatchObject({
      "deployment.kubernetes.io/revision": "3",
      "deployment.kubernetes.io/revision-history": "1",
    });
  });

  it("reports a rollout that does not get on, keeps what it promised, and recovers when told to go back", () => {
    const world = new World();
    world.store.setObject(deploymentOf({ progressDeadlineSeconds: 60 }));
    world.at(10, () => world.change({ template: template(BROKEN) }));
    world.run(100);
    expect(world.conditions()).toEqual(["Available=True:MinimumReplicasAvailable", "Progressing=False:ProgressDeadlineExceeded"]);
    expect(world.running.length).toBe(3);
    expect(world.engine.pending).toBe(0);
    world.at(110, () => world.change({ template: template("v1") }));
    world.run(150);
    expect(world.running.length).toBe(4);
    expect(world.conditions()).toContain("Progressing=True:NewReplicaSetAvailable");
  });

  it("does nothing more about a complete rollout whose pods are no longer ready, however long", () => {
    const world = new World();
    world.store.setObject(deploymentOf({ progressDeadlineSeconds: 60 }));
    world.at(30, () => world.store.setPodReady(0, false));
    world.run(40);
    const { events } = world.engine;
    world.run(10_000);
    expect(world.conditions()).toEqual(["Available=True:MinimumReplicasAvailable", "Progressing=True:NewReplicaSetAvailable"]);
    expect(world.deployment.status).toMatchObject({ availableReplicas: 3 });
    expect(world.engine.events - events).toBeLessThan(5);
    expect(world.engine.pending).toBe(0);
  });

  it("waits until new pods have been ready for minReadySeconds", () => {
    const world = new World();
    world.store.setObject(deploymentOf({ minReadySeconds: 10, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }));
    world.at(20, () => world.change({ template: template("v2") }));
    world.run(55);
    expect(world.replicaSets.map(({ spec }) => spec.replicas)).toEqual([1, 4]);
    world.run(100);
    expect(world.replicaSets.map(({ spec }) => spec.replicas)).toEqual([0, 4]);
    expect(world.extremes(10).fewest).toBe(4);
  });

  it("while paused scales but does not roll", () => {
    const world = new World();
    world.store.setObject(deploymentOf({}));
    world.at(10, () => world.change({ template: template("v2"), paused: true, replicas: 6 }));
    world.run(30);
    expect(world.running.map(({ source }) => source.spec.containers[0]!.image)).toEqual(["v1", "v1", "v1", "v1", "v1", "v1"]);
    world.at(40, () => world.change({ paused: false }));
    world.run(60);
    expect(world.running.map(({ source }) => source.spec.containers[0]!.image)).toEqual(["v2", "v2", "v2", "v2", "v2", "v2"]);
  });

  it("scaled in the middle of a rollout grows all its versions in proportion", () => {
    const world = new World();
    world.store.setObject(deploymentOf({ replicas: 10, strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } }));
    world.at(10, () => world.change({ template: template(BROKEN) }));
    world.at(30, () => world.change({ replicas: 20 }));
    world.run(29);
    expect(world.replicaSets.map(({ spec }) => spec.replicas)).toEqual([8, 5]);
    world.run(50);
    expect(world.replicaSets.map(({ spec }) => spec.replicas)).toEqual([14, 9]);
  });

  it("keeps as many empty ReplicaSets as its history allows", () => {
    const world = new World();
    world.store.setObject(deploymentOf({ revisionHistoryLimit: 1 }));
    for (let version = 2; version <= 5; version++) world.at(version * 20, () => world.change({ template: template(`v${version}`) }));
    world.run(150);
    expect(world.replicaSets.map(({ metadata }) => metadata.annotations?.["deployment.kubernetes.io/revision"])).toEqual(["4", "5"]);
  });

  it("takes its ReplicaSets and pods with it when it is deleted, in the middle of a rollout too", () => {
    const world = new World();
    world.store.setObject(deploymentOf({}));
    world.at(10, () => world.change({ template: template("v2") }));
    world.at(10.0101, () => void world.store.removeObject(world.deployment));
    world.run(60);
    expect(world.store.state.objects.size).toBe(0);
    expect(world.store.state.pods.filter(({ removed }) => !removed)).toEqual([]);
    expect(world.engine.pending).toBe(0);
  });

  it("tries again when its object has changed under it", () => {
    const world = new World();
    world.store.setObject(deploymentOf({}));
    world.at(0.004, () => world.change({ replicas: 7 }));
    world.run(60);
    expect(world.running.length).toBe(7);
    expect(world.deployment.status).toMatchObject({ observedGeneration: 2, availableReplicas: 7 });
  });

  it("keeps to its promises and ends with the last template, for any limits, sizes and changes", () => {
    const change = fc.record({ atS: fc.integer({ min: 20, max: 60 }), image: fc.constantFrom("v1", "v2", "v3") });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.nat(3),
        fc.nat(3),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (n, surge, unavailable, changes) => {
          const world = new World();
          const rollingUpdate = { maxSurge: surge, maxUnavailable: unavailable };
          world.store.setObject(deploymentOf({ replicas: n, strategy: { rollingUpdate } }));
          for (const { atS, image } of changes) world.at(atS, () => world.change({ template: template(image) }));
          world.run(400);
          const last = world.deployment.spec.template.spec.containers[0]!.image;
          expect(world.running.map(({ source }) => source.spec.containers[0]!.image)).toEqual(Array.from({ length: n }, () => last));
          const spare = surge === 0 && unavailable === 0 ? 1 : unavailable;
          expect(world.extremes(15).fewest).toBeGreaterThanOrEqual(Math.max(0, n - spare));
          expect(world.engine.pending).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
