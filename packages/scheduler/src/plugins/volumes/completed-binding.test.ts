import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from "@orrery/sim-core/model";
import { expect, test } from "vitest";
import { createObjectStores } from "../../cache/index.ts";
import { completedBinding } from "./completed-binding.ts";
import { VolumeWorld } from "./volume-fixture.ts";

const RACK = "topology.x/rack";
const node = (name: string, rack: string): Node => ({ metadata: { name, labels: { [RACK]: rack } } });
const nodes = [node("a", "r1"), node("b", "r2")];
const wait: StorageClass = { metadata: { name: "wait" }, provisioner: "csi.x", volumeBindingMode: "WaitForFirstConsumer" };
const claim = (name: string, storageClassName: string): PersistentVolumeClaim => ({
  metadata: { name, namespace: "default", uid: `u-${name}` },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } }, storageClassName },
});
const pod = (name: string): Pod => ({
  metadata: { name, namespace: "default" },
  spec: {
    containers: [{ name: "c" }],
    volumes: ["made", "found"].map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
  },
});

const free: PersistentVolume = {
  metadata: { name: "pv" },
  spec: { capacity: { storage: "3Gi" }, accessModes: ["ReadWriteOnce"], storageClassName: "local" },
  status: { phase: "Available" },
};

test("after it, the claims are bound for good and hold their pods where the volumes are", () => {
  const world: VolumeWorld = new VolumeWorld(
    {
      nodes,
      storageClasses: [wait, { ...wait, metadata: { name: "local" }, provisioner: "kubernetes.io/no-provisioner" }],
      csiNodes: nodes.map(({ metadata }) => ({ metadata, spec: { drivers: [{ name: "csi.x", topologyKeys: [RACK] }] } })),
      persistentVolumeClaims: [claim("made", "wait"), claim("found", "local")],
      persistentVolumes: [free],
    },
    (decision) => {
      const { persistentVolumes, persistentVolumeClaims } = completedBinding(decision, world.node(decision.nodeName).node, world.stores);
      for (const object of persistentVolumes) world.stores.persistentVolumes.set(object);
      for (const object of persistentVolumeClaims) world.stores.persistentVolumeClaims.set(object);
      return undefined;
    },
  );
  const first = world.podInfo(pod("p1"));
  const attempt = world.attempt(first);
  expect(attempt.feasible).toEqual(["a", "b"]);
  world.place(attempt, first, "b");
  for (const [plugin, state] of attempt.states) plugin.preBind?.(state, first, world.node("b"));

  expect(world.stores.persistentVolumeClaims.get("default/found")).toMatchObject({
    spec: { volumeName: "pv" },
    status: { phase: "Bound", capacity: { storage: "3Gi" } },
  });
  expect(world.stores.persistentVolumes.get("pv")).toMatchObject({
    spec: { claimRef: { name: "found", uid: "u-found" } },
    status: { phase: "Bound" },
  });
  expect(world.stores.persistentVolumes.get("pvc-u-made")).toMatchObject({
    spec: { csi: { driver: "csi.x" }, capacity: { storage: "2Gi" }, claimRef: { name: "made" } },
    status: { phase: "Bound" },
  });
  const second = world.attempt(world.podInfo(pod("p2")));
  expect(second.feasible).toEqual(["b"]);
  expect(second.rejected.get("a")?.reasons).toEqual(["node(s) didn't match PersistentVolume's node affinity"]);
});

test("a volume of a class that is gone is a mistake of the caller", () => {
  const decision = { pod: pod("p"), nodeName: "a", bindings: [], provisions: [claim("made", "wait")], timeoutUs: 0 };
  expect(() => completedBinding(decision, nodes[0]!, createObjectStores())).toThrow(/storage class "wait" is gone/);
});
