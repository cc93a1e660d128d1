import type { Node, PersistentVolumeClaim, Pod, Volume } from "@orrery/sim-core/model";
import { describe, expect, test } from "vitest";
import { newVolumeRestrictions, VOLUME_RESTRICTIONS } from "./volume-restrictions.ts";
import type { VolumeRestrictionsState } from "./volume-restrictions.ts";
import { VolumeWorld } from "./volume-fixture.ts";

const node = (name: string): Node => ({ metadata: { name } });
const pod = (name: string, volumes: Volume[], nodeName?: string): Pod => ({
  metadata: { name, namespace: "default", uid: name },
  spec: { containers: [{ name: "c" }], volumes, ...(nodeName !== undefined && { nodeName }) },
});
const claim = (name: string, ...accessModes: string[]): PersistentVolumeClaim => ({
  metadata: { name, namespace: "default" },
  spec: { accessModes },
});
const uses = (claimName: string): Volume => ({ name: claimName, persistentVolumeClaim: { claimName } });

describe("disks that two pods may not mount on one node", () => {
  const rbd = (monitors: string[], rest: { pool?: string; readOnly?: boolean } = {}): Volume => ({
    name: "v",
    rbd: { monitors, image: "i", ...rest },
  });
  const table: [title: string, mine: Volume, theirs: Volume, refused: boolean][] = [
    [
      "one GCE disk",
      { name: "v", gcePersistentDisk: { pdName: "d" } },
      { name: "w", gcePersistentDisk: { pdName: "d", readOnly: true } },
      true,
    ],
    [
      "one GCE disk, both reading",
      { name: "v", gcePersistentDisk: { pdName: "d", readOnly: true } },
      { name: "w", gcePersistentDisk: { pdName: "d", readOnly: true } },
      false,
    ],
    ["two GCE disks", { name: "v", gcePersistentDisk: { pdName: "d" } }, { name: "w", gcePersistentDisk: { pdName: "e" } }, false],
    [
      "one EBS volume, even both reading",
      { name: "v", awsElasticBlockStore: { volumeID: "a", readOnly: true } },
      { name: "w", awsElasticBlockStore: { volumeID: "a", readOnly: true } },
      true,
    ],
    [
      "one iSCSI target on other units",
      { name: "v", iscsi: { targetPortal: "p", iqn: "q", lun: 0 } },
      { name: "w", iscsi: { targetPortal: "r", iqn: "q", lun: 1 } },
      true,
    ],
    ["one RBD image through one shared monitor", rbd(["a", "b"]), rbd(["b", "c"]), true],
    ["one RBD image through other monitors", rbd(["a"]), rbd(["b"]), false],
    ["RBD images in two pools", rbd(["a"], { pool: "x" }), rbd(["a"]), false],
    ["one RBD image, both reading", rbd(["a"], { readOnly: true }), rbd(["a"], { readOnly: true }), false],
  ];
  test.each(table)("%s", (_title, mine, theirs, refused) => {
    const world = new VolumeWorld({ nodes: [node("a"), node("b")], pods: [pod("old", [theirs], "a")] });
    const { rejected, feasible } = world.attempt(world.podInfo(pod("new", [mine])));
    expect(feasible).toEqual(refused ? ["b"] : ["a", "b"]);
    expect(rejected.get("a")?.reasons).toEqual(refused ? ["node(s) had no available disk"] : undefined);
  });
});

describe("ReadWriteOncePod claims", () => {
  const shared = {
    nodes: [node("a"), node("b")],
    persistentVolumeClaims: [claim("one", "ReadWriteOncePod"), claim("many", "ReadWriteOnce")],
  };

  test("refuse every node while a pod uses them", () => {
    const world = new VolumeWorld({ ...shared, pods: [pod("old", [uses("one")], "a")] });
    const plugin = newVolumeRestrictions({}, { listers: world.stores, snapshot: world.cache, nowUs: () => 0, random: () => 0 });
    const waiting = world.podInfo(pod("new", [uses("one")]));
    const { state } = plugin.preFilter!({ pod: waiting, snapshot: world.cache });
    expect(plugin.filter!(state as VolumeRestrictionsState, waiting, world.node("b"))?.reasons[0]).toMatch(
      /ReadWriteOncePod access mode already in-use/,
    );
  });

  test("are forgotten for a victim and remembered for a reprieved pod, on a copy of the state", () => {
    const world = new VolumeWorld({ ...shared, pods: [pod("old", [uses("one")], "a")] });
    const plugin = world.plugin(VOLUME_RESTRICTIONS);
    const waiting = world.podInfo(pod("new", [uses("one")]));
    const { state } = plugin.preFilter!({ pod: waiting, snapshot: world.cache });
    const victim = world.cache.pod("default/old")!;
    const copy = plugin.cloneState!(state);
    plugin.removePod!(copy, waiting, victim, world.node("a"));
    expect(plugin.filter!(copy, waiting, world.node("a"))).toBeUndefined();
    expect(plugin.filter!(state, waiting, world.node("a"))).toBeDefined();
    plugin.addPod!(copy, waiting, victim, world.node("a"));
    expect(plugin.filter!(copy, waiting, world.node("a"))).toBeDefined();
  });

  test("of which nobody makes use, and shared claims, need no filter", () => {
    const world = new VolumeWorld({ ...shared, pods: [pod("old", [uses("many")], "a")] });
    const cycle = { pod: world.podInfo(pod("new", [uses("one"), uses("many")])), snapshot: world.cache };
    expect(world.plugin(VOLUME_RESTRICTIONS).preFilter!(cycle).status?.code).toBe("Skip");
  });

  test("that do not exist refuse the pod everywhere", () => {
    const world = new VolumeWorld(shared);
    const { preFilter } = world.attempt(world.podInfo(pod("new", [uses("none")])));
    expect(preFilter).toEqual({
      code: "UnschedulableAndUnresolvable",
      plugin: VOLUME_RESTRICTIONS,
      reasons: ['persistentvolumeclaim "none" not found'],
    });
  });
});

test("a pod without volumes gets one shared answer from all volume plugins", () => {
  const world = new VolumeWorld({ nodes: [node("a")] });
  const cycle = { pod: world.podInfo({ metadata: { name: "p" }, spec: { containers: [{ name: "c" }] } }), snapshot: world.cache };
  const answers = new Set(world.plugins.map((plugin) => plugin.preFilter!(cycle)));
  expect([...answers].map((answer) => answer.status?.code)).toEqual(["Skip"]);
});
