/** Whatever state the pods are in and whatever happens to them, there are in the end as many as are wanted, of the wanted version. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FactKind } from "../store/index.ts";
import { deploymentOf, replicaSetOf, scaled, template, World } from "./control-loops-fixture.ts";
import type { ReplicaSetObject } from "./index.ts";

const STATES = ["unbound", "pending", "running", "ready", "restarted", "succeeded", "failed", "terminating"] as const;

/** A pod that nobody owns and that the selector of the tests wants, in any state. */
function addStray(world: World, name: string, state: (typeof STATES)[number], wanted: boolean): void {
  const { store } = world;
  const labels: Record<string, string> = wanted ? { app: "web" } : { app: "other" };
  const spec = { containers: [{ name: "c", image: "stray" }] };
  const payload = store.addPodPayload({
    source: { metadata: { namespace: "default", labels }, spec, workload: "stray" },
    durationUs: Infinity,
  });
  store.createPod(`default/${name}`, payload);
  const id = store.state.podIds.get(`default/${name}`)!;
  if (state === "unbound") return;
  store.bindPod(id, 0);
  if (state === "pending") return;
  store.startPod(id, state !== "running");
  if (state === "restarted") store.containerStarted(id, { container: 0, restartCount: 3 });
  if (state === "succeeded" || state === "failed") store.finishPod(id, state === "succeeded");
  if (state === "terminating") store.deletePod(id);
}

type Act = "delete" | "fail" | "unready" | "ready" | "relabel" | "scale" | "roll";

const act = fc.record({
  atMs: fc.integer({ min: 1, max: 30_000 }),
  what: fc.constantFrom<Act>("delete", "fail", "unready", "ready", "relabel", "scale", "roll"),
  pick: fc.nat(30),
  replicas: fc.nat(8),
});
const strays = fc.array(fc.tuple(fc.constantFrom(...STATES), fc.boolean()), { maxLength: 8 });

/** What happens to a pod; nothing where there is none to which it can happen. */
function disturb({ store }: World, what: Act, pick: number): void {
  const alive = store.state.pods.filter(({ removed, deletionRequestedUs }) => !removed && deletionRequestedUs < 0);
  const pod = alive[pick % Math.max(1, alive.length)];
  if (pod === undefined) return;
  if (what === "delete") store.deletePod(pod.id);
  else if (what === "relabel") {
    const metadata = { ...pod.source.metadata, labels: { ...pod.source.metadata.labels, app: "other" } };
    store.updatePod(pod.id, { ...pod.source, metadata });
  } else if (pod.phase === "Running") {
    if (what === "fail") store.finishPod(pod.id, false);
    else store.setPodReady(pod.id, what === "ready");
  }
}

/** Nobody makes an unready pod ready again here but this. */
function settle({ store }: World): void {
  for (const { id, phase, removed } of store.state.pods) if (!removed && phase === "Running") store.setPodReady(id, true);
}

/** Pods of an owner that would be counted as its replicas. */
function replicasOf(world: World, owner: string): number {
  const isOwned = (references: readonly { readonly uid: string }[] = []) => references.some(({ uid }) => uid === owner);
  return world.store.state.pods.filter(
    ({ removed, phase, deletionRequestedUs, source }) =>
      !removed && deletionRequestedUs < 0 && phase !== "Succeeded" && phase !== "Failed" && isOwned(source.metadata.ownerReferences),
  ).length;
}

describe("from any state", () => {
  it("a ReplicaSet ends with the replicas that it wants, all ready, and nothing left to do", () => {
    fc.assert(
      fc.property(strays, fc.nat(8), fc.array(act, { maxLength: 14 }), (pods, replicas, acts) => {
        const world = new World();
        pods.forEach(([state, wanted], i) => addStray(world, `stray${i}`, state, wanted));
        world.at(0.01, () => world.store.setObject(replicaSetOf(replicas)));
        for (const { atMs, what, pick, replicas: size } of acts) {
          if (what === "roll") continue;
          world.at(0.1 + atMs / 1000, () => (what === "scale" ? world.store.setObject(scaled(world, size)) : disturb(world, what, pick)));
        }
        world.at(40, () => settle(world));
        world.run(60);
        const { spec, status } = world.replicaSets[0] as ReplicaSetObject;
        expect(replicasOf(world, "r")).toBe(spec.replicas);
        expect(status).toMatchObject({ replicas: spec.replicas, terminatingReplicas: 0 });
        expect(world.engine.pending).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it("a Deployment ends with the replicas that it wants, all of the last version", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.nat(3),
        fc.nat(3),
        fc.array(act, { maxLength: 14 }),
        (n, maxSurge, maxUnavailable, acts) => {
          const world = new World();
          world.store.setObject(deploymentOf({ replicas: n, strategy: { rollingUpdate: { maxSurge, maxUnavailable } } }));
          for (const { atMs, what, pick, replicas } of acts) {
            world.at(3 + atMs / 1000, () => {
              if (what === "scale") world.change({ replicas });
              else if (what === "roll") world.change({ template: template(`v${pick % 4}`) });
              else disturb(world, what, pick);
            });
          }
          for (const seconds of [40, 50, 60, 70, 80]) world.at(seconds, () => settle(world));
          world.run(400);
          const { spec, status } = world.deployment;
          const running = world.running.filter(({ source }) => source.metadata.ownerReferences?.length);
          const image = spec.template.spec.containers[0]!.image;
          expect(running.map(({ source }) => source.spec.containers[0]!.image)).toEqual(
            Array.from({ length: spec.replicas! }, () => image),
          );
          expect(status).toMatchObject({ replicas: spec.replicas, updatedReplicas: spec.replicas, availableReplicas: spec.replicas });
          expect(world.engine.pending).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});

it("never deletes a pod that nobody wants to go and nobody owns", () => {
  fc.assert(
    fc.property(strays, fc.nat(8), (pods, replicas) => {
      const world = new World();
      pods.forEach(([state], i) => addStray(world, `stray${i}`, state, false));
      world.at(0.01, () => world.store.setObject(replicaSetOf(replicas)));
      world.run(30);
      const { log } = world.store;
      const deleted = Array.from({ length: log.length }, (_, fact) => fact).filter(
        (fact) => log.kind[fact] === FactKind.PodDeletionRequested,
      );
      expect(deleted.length).toBe(pods.filter(([state]) => state === "terminating").length);
    }),
    { numRuns: 50 },
  );
});
