import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass, Volume } from "@orrery/sim-core/model";
import { describe, expect, test } from "vitest";
import type { Handle, VolumeBindingDecision } from "../../framework/index.ts";
import { BIND_COMPLETED, SELECTED_NODE } from "./claim-binding.ts";
import { newVolumeBinding, VOLUME_BINDING } from "./volume-binding.ts";
import type { Attempt, Manifests } from "./volume-fixture.ts";
import { VolumeWorld } from "./volume-fixture.ts";

const ZONE = "topology.kubernetes.io/zone";
const NO_MATCH = "node(s) didn't find available persistent volumes to bind";
const NO_SPACE = "node(s) did not have enough free storage";
const WRONG_NODE = "node(s) didn't match PersistentVolume's node affinity";

const node = (name: string, zone: string): Node => ({ metadata: { name, labels: { [ZONE]: zone, "kubernetes.io/hostname": name } } });
const wait: StorageClass = { metadata: { name: "wait" }, provisioner: "csi.x", volumeBindingMode: "WaitForFirstConsumer" };
const local: StorageClass = {
  metadata: { name: "local" },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: "WaitForFirstConsumer",
};
const inZone = (zone: string) => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: "In", values: [zone] }] }] },
});

function claim(
  name: string,
  storage: string,
  spec: PersistentVolumeClaim["spec"] = {},
  annotations?: Record<string, string>,
): PersistentVolumeClaim {
  const metadata = { name, namespace: "default", uid: `uid-${name}`, ...(annotations && { annotations }) };
  return { metadata, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, storageClassName: "local", ...spec } };
}

function volume(name: string, storage: string, spec: PersistentVolume["spec"] = {}): PersistentVolume {
  const base = {
    capacity: { storage },
    accessModes: ["ReadWriteOnce"],
    storageClassName: "local",
    csi: { driver: "csi.x", volumeHandle: name },
  };
  return { metadata: { name }, spec: { ...base, ...spec }, status: { phase: "Available" } };
}

function pod(name: string, ...claims: string[]): Pod {
  const volumes: Volume[] = claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } }));
  return { metadata: { name, namespace: "default", uid: name }, spec: { containers: [{ name: "c" }], volumes } };
}

const two: Manifests = { nodes: [node("a", "z1"), node("b", "z2")], storageClasses: [wait, local] };

function attempt(manifests: Manifests, ...claims: string[]): Attempt {
  const world = new VolumeWorld({ ...two, ...manifests });
  return world.attempt(world.podInfo(pod("p", ...claims)));
}

function reasons(result: Attempt): Record<string, readonly string[]> {
  return Object.fromEntries([...result.rejected].map(([name, status]) => [name, status.reasons]));
}

describe("claims that refuse the pod everywhere", () => {
  const table: [title: string, object: PersistentVolumeClaim, reason: string][] = [
    ["unbound and immediate", claim("c", "1Gi", { storageClassName: "now" }), "pod has unbound immediate PersistentVolumeClaims"],
    ["prebound by the user", claim("c", "1Gi", { volumeName: "pv" }), "pod has unbound immediate PersistentVolumeClaims"],
    [
      "lost",
      { ...claim("c", "1Gi", { volumeName: "pv" }), status: { phase: "Lost" } },
      'persistentvolumeclaim "c" bound to non-existent persistentvolume "pv"',
    ],
    [
      "being deleted",
      { metadata: { name: "c", namespace: "default", deletionTimestamp: "2026-01-01T00:00:00Z" }, spec: {} },
      'persistentvolumeclaim "c" is being deleted',
    ],
  ];
  test.each(table)("%s", (_title, object, reason) => {
    const world = new VolumeWorld({ ...two, persistentVolumeClaims: [object] });
    const { status } = world.plugin(VOLUME_BINDING).preFilter!({ pod: world.podInfo(pod("p", "c")), snapshot: world.cache });
    expect(status).toEqual({ code: "UnschedulableAndUnresolvable", plugin: VOLUME_BINDING, reasons: [reason] });
  });

  test("not made yet for an ephemeral volume", () => {
    const world = new VolumeWorld(two);
    const manifest = { ...pod("p"), spec: { containers: [{ name: "c" }], volumes: [{ name: "v", ephemeral: {} }] } };
    expect(world.attempt(world.podInfo(manifest)).preFilter?.reasons).toEqual([
      'waiting for ephemeral volume controller to create the persistentvolumeclaim "p-v"',
    ]);
  });

  test("a class without a binding mode is an error", () => {
    const broken = { metadata: { name: "broken" }, provisioner: "csi.x" };
    const result = attempt({ storageClasses: [broken], persistentVolumeClaims: [claim("c", "1Gi", { storageClassName: "broken" })] }, "c");
    expect(result.preFilter).toMatchObject({ code: "Error", reasons: ['VolumeBindingMode not set for StorageClass "broken"'] });
  });
});

describe("bound claims", () => {
  const bound = claim("c", "1Gi", { volumeName: "pv" }, { [BIND_COMPLETED]: "yes" });

  test("need a node in the volume's reach", () => {
    const result = attempt(
      { persistentVolumeClaims: [bound], persistentVolumes: [volume("pv", "1Gi", { nodeAffinity: inZone("z1") })] },
      "c",
    );
    expect(reasons(result)).toEqual({ b: [WRONG_NODE] });
  });

  test("of a driver that moved to CSI go by the driver's label, on nodes that say so", () => {
    const disk = { gcePersistentDisk: { pdName: "d" }, csi: undefined, nodeAffinity: inZone("z9") };
    const { csi: _csi, ...spec } = { ...volume("pv", "1Gi").spec, ...disk };
    const label = { "topology.gke.io/zone": "z9" };
    const world = new VolumeWorld({
      nodes: [{ metadata: { name: "moved", labels: label } }, { metadata: { name: "old", labels: label } }],
      csiNodes: [{ metadata: { name: "moved", annotations: { "storage.alpha.kubernetes.io/migrated-plugins": "kubernetes.io/gce-pd" } } }],
      persistentVolumes: [{ metadata: { name: "pv" }, spec } as PersistentVolume],
      persistentVolumeClaims: [bound],
    });
    const waiting = world.podInfo(pod("p", "c"));
    const plugin = world.plugin(VOLUME_BINDING);
    const { state } = plugin.preFilter!({ pod: waiting, snapshot: world.cache });
    expect(plugin.filter!(state, waiting, world.node("moved"))).toBeUndefined();
    expect(plugin.filter!(state, waiting, world.node("old"))?.reasons).toEqual([WRONG_NODE]);
  });
});

describe("waiting claims and existing volumes", () => {
  test("a node needs a free volume in reach that is large enough", () => {
    const persistentVolumes = [volume("small", "1Gi"), volume("right", "5Gi", { nodeAffinity: inZone("z1") })];
    expect(reasons(attempt({ persistentVolumeClaims: [claim("c", "2Gi")], persistentVolumes }, "c"))).toEqual({ b: [NO_MATCH] });
  });

  test("two claims need two volumes", () => {
    const persistentVolumeClaims = [claim("c", "2Gi"), claim("d", "3Gi")];
    const one = [volume("v1", "5Gi")];
    expect(attempt({ persistentVolumeClaims, persistentVolumes: one }, "c", "d").feasible).toEqual([]);
    expect(attempt({ persistentVolumeClaims, persistentVolumes: [...one, volume("v2", "2Gi")] }, "d", "c").feasible).toEqual(["a", "b"]);
  });

  test("a volume kept for the claim by its user decides alone", () => {
    const claimRef = { namespace: "default", name: "c" };
    const persistentVolumes = [volume("free", "5Gi"), volume("kept", "9Gi", { claimRef, nodeAffinity: inZone("z2") })];
    expect(attempt({ persistentVolumeClaims: [claim("c", "2Gi")], persistentVolumes }, "c").feasible).toEqual(["b"]);
  });
});

describe("waiting claims and new volumes", () => {
  const waiting = claim("c", "5Gi", { storageClassName: "wait" });
  const capacity = (zone: string, size: string, maximumVolumeSize?: string) => ({
    metadata: { name: zone, namespace: "kube-system" },
    storageClassName: "wait",
    nodeTopology: { matchLabels: { [ZONE]: zone } },
    capacity: size,
    ...(maximumVolumeSize !== undefined && { maximumVolumeSize }),
  });

  test("a class may be restricted to places", () => {
    const topo = { ...wait, allowedTopologies: [{ matchLabelExpressions: [{ key: ZONE, values: ["z2"] }] }] };
    expect(reasons(attempt({ storageClasses: [topo], persistentVolumeClaims: [waiting] }, "c"))).toEqual({ a: [NO_MATCH] });
  });

  test("free capacity counts where the driver tracks it; the largest volume goes before the free space", () => {
    const csiStorageCapacities = [capacity("z1", "100Gi", "4Gi"), capacity("z2", "5Gi")];
    const world = { persistentVolumeClaims: [waiting], csiStorageCapacities };
    const driver = (storageCapacity: boolean) => [{ metadata: { name: "csi.x" }, spec: { storageCapacity } }];
    expect(reasons(attempt({ ...world, csiDrivers: driver(true) }, "c"))).toEqual({ a: [NO_SPACE] });
    expect(attempt({ ...world, csiDrivers: driver(false) }, "c").feasible).toEqual(["a", "b"]);
  });

  test("a claim sent to a node stays there", () => {
    const sent = claim("c", "5Gi", { storageClassName: "wait" }, { [SELECTED_NODE]: "b" });
    expect(reasons(attempt({ persistentVolumeClaims: [sent] }, "c"))).toEqual({ a: [NO_MATCH] });
  });
});

describe("Reserve", () => {
  const manifests: Manifests = {
    ...two,
    persistentVolumeClaims: [claim("s1", "2Gi"), claim("s2", "2Gi"), claim("d", "1Gi", { storageClassName: "wait" })],
    persistentVolumes: [volume("big", "9Gi"), volume("fit", "2Gi")],
  };

  test("takes the smallest volume; the next pod has to take another, and a third finds none", () => {
    const decisions: VolumeBindingDecision[] = [];
    const world = new VolumeWorld(manifests, (decision) => void decisions.push(decision));
    const plugin = world.plugin(VOLUME_BINDING);
    for (const name of ["s1", "s2"]) {
      const placed = world.podInfo(pod(`p-${name}`, name));
      const result = world.attempt(placed);
      world.place(result, placed, "a");
      expect(plugin.preBind!(result.states.get(plugin), placed, world.node("a"))).toBeUndefined();
    }
    expect(decisions.map(({ bindings }) => bindings.map((b) => [b.volume.metadata.name, b.volume.spec.claimRef?.name]))).toEqual([
      [["fit", "s1"]],
      [["big", "s2"]],
    ]);
    expect(decisions[0]).toMatchObject({ nodeName: "a", provisions: [], timeoutUs: 600_000_000 });
    expect(world.stores.persistentVolumes.get("fit")?.spec.claimRef).toBeUndefined();
    world.stores.persistentVolumeClaims.set(claim("s3", "1Gi"));
    expect(world.attempt(world.podInfo(pod("p-s3", "s3"))).feasible).toEqual([]);
  });

  test("sends a claim to be provisioned to the node", () => {
    const decisions: VolumeBindingDecision[] = [];
    const world = new VolumeWorld(manifests, (decision) => void decisions.push(decision));
    const first = world.podInfo(pod("p1", "d"));
    const result = world.attempt(first);
    world.place(result, first, "b");
    world.plugin(VOLUME_BINDING).preBind!(result.states.get(world.plugin(VOLUME_BINDING)), first, world.node("b"));
    expect(decisions[0]?.provisions[0]?.metadata.annotations).toEqual({ [SELECTED_NODE]: "b" });
    expect(world.attempt(world.podInfo(pod("p2", "d"))).feasible).toEqual(["b"]);
  });

  test("is undone by Unreserve", () => {
    const world = new VolumeWorld(manifests);
    const first = world.podInfo(pod("p1", "s1", "d"));
    const result = world.attempt(first);
    const plugin = world.plugin(VOLUME_BINDING);
    plugin.reserve!(result.states.get(plugin), first, world.node("a"));
    expect(world.attempt(world.podInfo(pod("p2", "d"))).feasible).toEqual(["a"]);
    plugin.unreserve!(result.states.get(plugin), first, world.node("a"));
    expect(world.attempt(world.podInfo(pod("p2", "d"))).feasible).toEqual(["a", "b"]);
    expect(world.attempt(world.podInfo(pod("p3", "s1", "s2"))).feasible).toEqual(["a", "b"]);
  });

  test("a decision that cannot be written is an error", () => {
    const world = new VolumeWorld(manifests, () => "the volume is gone");
    const first = world.podInfo(pod("p1", "s1"));
    const result = world.attempt(first);
    world.place(result, first, "a");
    const plugin = world.plugin(VOLUME_BINDING);
    expect(plugin.preBind!(result.states.get(plugin), first, world.node("a"))).toMatchObject({
      code: "Error",
      reasons: ["the volume is gone"],
    });
  });
});

describe("arguments", () => {
  const make = (args: Record<string, unknown>) => () => {
    const world = new VolumeWorld(two);
    const handle: Handle = { listers: world.stores, snapshot: world.cache, nowUs: () => 0, random: () => 0 };
    return newVolumeBinding(args, handle);
  };
  test("a shape needs a feature gate that is off", () =>
    expect(make({ shape: [] })).toThrow(/unexpected field `shape`.*StorageCapacityScoring/));
  test("the timeout is not negative", () => expect(make({ bindTimeoutSeconds: -1 })).toThrow(/should not be a negative value/));
  test("the timeout may be zero", () => expect(make({ bindTimeoutSeconds: 0 })).not.toThrow());
});
