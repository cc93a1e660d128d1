/** The controllers' cache follows readiness and restarts as facts tell of them, and the scale-down ranking sees both. */
import { describe, expect, it } from "vitest";
import { Engine } from "../../engine/index.ts";
import { Store } from "../../store/index.ts";
import { podsToDelete } from "../replicaset/pods-to-delete.ts";
import { ClusterCache } from "./cluster-cache.ts";

const SECOND = 1_000_000;

function world() {
  const engine = new Engine();
  const store = new Store(engine);
  const cache = new ClusterCache(store, 0);
  store.addNode({ metadata: { name: "n" } }, "");
  const spec = {
    initContainers: [{ name: "setup" }, { name: "proxy", restartPolicy: "Always" }],
    containers: [{ name: "a" }, { name: "b" }],
  };
  const payload = store.addPodPayload({ source: { metadata: { namespace: "default" }, spec, workload: "w" }, durationUs: Infinity });
  const pod = (name: string, ready: boolean) => {
    store.createPod(`default/${name}`, payload);
    const id = store.state.podIds.get(`default/${name}`)!;
    store.bindPod(id, 0);
    store.startPod(id, ready);
    return id;
  };
  return { engine, store, cache, pod };
}

describe("a pod in the controllers' cache", () => {
  it("is ready since the whole second in which it became so, and no longer when it is not", () => {
    const { engine, store, cache, pod } = world();
    engine.advance(2.7 * SECOND);
    const [ready, late] = [pod("ready", true), pod("late", false)];
    engine.advance(2.8 * SECOND);
    expect([ready, late].map((id) => cache.pod(id)!.readySinceUs)).toEqual([2 * SECOND, undefined]);
    engine.advance(9.9 * SECOND);
    store.setPodReady(late, true);
    store.setPodReady(ready, false);
    engine.advance(10 * SECOND);
    expect([ready, late].map((id) => cache.pod(id)!.readySinceUs)).toEqual([undefined, 9 * SECOND]);
    expect(cache.pod(ready)!.phase).toBe("Running");
    store.finishPod(late, true);
    engine.advance(11 * SECOND);
    expect(cache.pod(late)).toMatchObject({ phase: "Succeeded", readySinceUs: undefined });
  });

  it("counts the restarts of its worst regular container and of its worst sidecar, not those of init containers", () => {
    const { engine, store, cache, pod } = world();
    const id = pod("p", true);
    const restarts: [number, number][] = [
      [0, 9],
      [1, 2],
      [2, 3],
      [3, 1],
      [2, 4],
    ];
    for (const [container, restartCount] of restarts) store.containerStarted(id, { container, restartCount });
    engine.advance(1);
    expect(cache.pod(id)).toMatchObject({ restarts: 4, sidecarRestarts: 2 });
  });

  it("goes first in a scale-down when it is not ready, and among those the one that has restarted most", () => {
    const { engine, store, cache, pod } = world();
    const ids = [pod("a", true), pod("b", false), pod("c", false)];
    store.containerStarted(ids[2]!, { container: 2, restartCount: 1 });
    engine.advance(1);
    const pods = ids.map((id) => cache.pod(id)!);
    expect(podsToDelete(pods, [], 2, engine.nowUs).map(({ key }) => key)).toEqual(["default/c", "default/b"]);
  });
});
