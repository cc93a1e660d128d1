import type { CSINode, Node, PersistentVolume, PersistentVolumeClaim, Pod, Volume } from "@orrery/sim-core/model";
import { describe, expect, test } from "vitest";
import { NODE_VOLUME_LIMITS } from "./node-volume-limits.ts";
import { VolumeWorld } from "./volume-fixture.ts";
import type { Manifests } from "./volume-fixture.ts";

const nodes: Node[] = [{ metadata: { name: "n" } }];
const csiNode = (driver: string, count?: number): CSINode => ({
  metadata: { name: "n" },
  spec: { drivers: [{ name: driver, ...(count !== undefined && { allocatable: { count } }) }] },
});
const bound = (name: string, volumeName: string): PersistentVolumeClaim => ({
  metadata: { name, namespace: "default", annotations: { "pv.kubernetes.io/bind-completed": "yes" } },
  spec: { volumeName },
});
const csiVolume = (name: string): PersistentVolume => ({
  metadata: { name },
  spec: { csi: { driver: "csi.x", volumeHandle: `h-${name}` } },
});
const uses = (claimName: string): Volume => ({ name: claimName, persistentVolumeClaim: { claimName } });
const pod = (name: string, volumes: Volume[], nodeName?: string): Pod => ({
  metadata: { name, namespace: "default", uid: name },
  spec: { containers: [{ name: "c" }], volumes, ...(nodeName !== undefined && { nodeName }) },
});
const three: Manifests = {
  nodes,
  persistentVolumes: ["a", "b", "c"].map(csiVolume),
  persistentVolumeClaims: ["a", "b", "c"].map((name) => bound(name, name)),
};

function verdict(manifests: Manifests, mine: Pod): string | undefined {
  const world = new VolumeWorld(manifests);
  const waiting = world.podInfo(mine);
  const plugin = world.plugin(NODE_VOLUME_LIMITS);
  const { state } = plugin.preFilter!({ pod: waiting, snapshot: world.cache });
  return plugin.filter!(state, waiting, world.node("n"))?.reasons[0];
}

const FULL = "node(s) exceed max volume count";

describe("CSI volumes", () => {
  const table: [title: string, count: number | undefined, running: Pod[], mine: Volume[], reason: string | undefined][] = [
    ["fill the limit", 2, [pod("old", [uses("a")], "n")], [uses("b")], undefined],
    ["exceed it", 1, [pod("old", [uses("a")], "n")], [uses("b")], FULL],
    ["that run there already count once", 1, [pod("old", [uses("a")], "n")], [uses("a")], undefined],
    ["of one pod count together", 1, [], [uses("a"), uses("b")], FULL],
    ["have no limit where the driver names none", undefined, [pod("old", [uses("a")], "n")], [uses("b")], undefined],
    ["of running pods whose claim is gone are passed over", 1, [pod("old", [uses("gone")], "n")], [uses("b")], undefined],
    ["of a new pod must exist", 1, [], [uses("gone")], 'looking up PVC default/gone: persistentvolumeclaim "gone" not found'],
  ];
  test.each(table)("%s", (_title, count, running, mine, reason) => {
    expect(verdict({ ...three, csiNodes: [csiNode("csi.x", count)], pods: running }, pod("new", mine))).toBe(reason);
  });

  test("still attached count, though no pod uses them, unless they are the same", () => {
    const attachment = (name: string) => ({
      metadata: { name },
      spec: { attacher: "csi.x", nodeName: "n", source: { persistentVolumeName: name } },
    });
    const world = { ...three, csiNodes: [csiNode("csi.x", 2)], volumeAttachments: ["a", "b"].map(attachment) };
    expect(verdict(world, pod("new", [uses("c")]))).toBe(FULL);
    expect(verdict({ ...world, pods: [pod("old", [uses("a")], "n")] }, pod("new", [uses("b")]))).toBe(FULL);
    expect(
      verdict({ ...world, csiNodes: [csiNode("csi.x", 3)], pods: [pod("old", [uses("a")], "n")] }, pod("new", [uses("b")])),
    ).toBeUndefined();
  });

  test("to be provisioned count by their class", () => {
    const waiting = (name: string): PersistentVolumeClaim => ({
      metadata: { name, namespace: "default" },
      spec: { storageClassName: "wait" },
    });
    const world = {
      nodes,
      csiNodes: [csiNode("csi.x", 1)],
      storageClasses: [{ metadata: { name: "wait" }, provisioner: "csi.x" }],
      persistentVolumeClaims: [waiting("p"), waiting("q")],
    };
    expect(verdict(world, pod("new", [uses("p")]))).toBeUndefined();
    expect(verdict(world, pod("new", [uses("p"), uses("q")]))).toBe(FULL);
  });
});

describe("volumes of built-in drivers", () => {
  const gce = (pdName: string): Volume => ({ name: pdName, gcePersistentDisk: { pdName } });
  test("count for the CSI driver that took over", () => {
    expect(verdict({ nodes, csiNodes: [csiNode("pd.csi.storage.gke.io", 1)] }, pod("new", [gce("d"), gce("e")]))).toBe(FULL);
  });
  test("do not count without a CSINode", () => {
    expect(verdict({ nodes }, pod("new", [gce("d"), gce("e")]))).toBeUndefined();
  });
  test("that never moved do not count", () => {
    const vsphere = (volumePath: string): Volume => ({ name: volumePath, vsphereVolume: { volumePath } });
    expect(verdict({ nodes, csiNodes: [csiNode("csi.vsphere.vmware.com", 1)] }, pod("new", [vsphere("a"), vsphere("b")]))).toBeUndefined();
  });
});

describe("ephemeral volumes", () => {
  const ephemeral: Volume = { name: "v", ephemeral: {} };
  const owned = (uid: string): PersistentVolumeClaim => ({
    metadata: {
      name: "new-v",
      namespace: "default",
      ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "new", uid, controller: true }],
    },
    spec: { volumeName: "a" },
  });
  test("count through the claim made for the pod", () => {
    expect(verdict({ ...three, csiNodes: [csiNode("csi.x", 0)], persistentVolumeClaims: [owned("new")] }, pod("new", [ephemeral]))).toBe(
      FULL,
    );
  });
  test("of another owner are an error", () => {
    expect(verdict({ ...three, persistentVolumeClaims: [owned("other")] }, pod("new", [ephemeral]))).toBe(
      "PVC default/new-v was not created for pod default/new (pod is not owner)",
    );
  });
});
