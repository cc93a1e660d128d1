import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from "@orrery/sim-core/model";
import { describe, expect, test } from "vitest";
import { VOLUME_ZONE } from "./volume-zone.ts";
import { VolumeWorld } from "./volume-fixture.ts";

const ZONE = "topology.kubernetes.io/zone";
const BETA_ZONE = "failure-domain.beta.kubernetes.io/zone";
const REGION = "topology.kubernetes.io/region";

const claim = (name: string, spec: PersistentVolumeClaim["spec"]): PersistentVolumeClaim => ({
  metadata: { name, namespace: "default", annotations: { "pv.kubernetes.io/bind-completed": "yes" } },
  spec,
});
const volume = (labels: Record<string, string>): PersistentVolume => ({ metadata: { name: "pv", labels }, spec: {} });
const pod: Pod = {
  metadata: { name: "p", namespace: "default" },
  spec: { containers: [{ name: "c" }], volumes: [{ name: "v", persistentVolumeClaim: { claimName: "c" } }] },
};

describe("a volume's labels against a node's", () => {
  const table: [title: string, ofVolume: Record<string, string>, ofNode: Record<string, string>, fits: boolean][] = [
    ["the same zone", { [ZONE]: "z1" }, { [ZONE]: "z1" }, true],
    ["another zone", { [ZONE]: "z1" }, { [ZONE]: "z2" }, false],
    ["one of several zones", { [ZONE]: "z1__z2" }, { [ZONE]: "z2" }, true],
    ["a beta label of the volume, a GA label of the node", { [BETA_ZONE]: "z1" }, { [ZONE]: "z1" }, true],
    ["a GA label of the volume, a beta label of the node", { [ZONE]: "z1" }, { [BETA_ZONE]: "z1" }, false],
    ["a node without any zone or region", { [ZONE]: "z1" }, { disk: "ssd" }, true],
    ["a node with a region only", { [ZONE]: "z1" }, { [REGION]: "r1" }, false],
    ["zone right, region wrong", { [ZONE]: "z1", [REGION]: "r1" }, { [ZONE]: "z1", [REGION]: "r2" }, false],
    ["a label with an empty part is ignored", { [ZONE]: "z1__" }, { [ZONE]: "z2" }, true],
  ];
  test.each(table)("%s", (_title, ofVolume, ofNode, fits) => {
    const nodes: Node[] = [{ metadata: { name: "n", labels: ofNode } }];
    const world = new VolumeWorld({
      nodes,
      persistentVolumes: [volume(ofVolume)],
      persistentVolumeClaims: [claim("c", { volumeName: "pv" })],
    });
    const { rejected, feasible } = world.attempt(world.podInfo(pod));
    expect(feasible).toEqual(fits ? ["n"] : []);
    expect(rejected.get("n")?.reasons).toEqual(fits ? undefined : ["node(s) had no available volume zone"]);
  });
});

describe("claims that cannot be judged", () => {
  const classes = [
    { metadata: { name: "wait" }, volumeBindingMode: "WaitForFirstConsumer" },
    { metadata: { name: "now" }, volumeBindingMode: "Immediate" },
    { metadata: { name: "broken" } },
  ];
  const table: [title: string, spec: PersistentVolumeClaim["spec"], reason: string | undefined][] = [
    ["no volume, no class", {}, "PersistentVolumeClaim had no pv name and storageClass name"],
    ["an unknown class", { storageClassName: "none" }, 'storageclass.storage.k8s.io "none" not found'],
    ["a class without a binding mode", { storageClassName: "broken" }, 'VolumeBindingMode not set for StorageClass "broken"'],
    ["an immediate class", { storageClassName: "now" }, "PersistentVolume had no name"],
    ["a waiting class is fine", { storageClassName: "wait" }, undefined],
    ["a missing volume", { volumeName: "gone" }, 'persistentvolume "gone" not found'],
  ];
  test.each(table)("%s", (_title, spec, reason) => {
    const world = new VolumeWorld({ storageClasses: classes, persistentVolumeClaims: [claim("c", spec)] });
    const { status } = world.plugin(VOLUME_ZONE).preFilter!({ pod: world.podInfo(pod), snapshot: world.cache });
    expect(status?.code).toBe(reason === undefined ? "Skip" : "UnschedulableAndUnresolvable");
    expect(status?.reasons).toEqual(reason === undefined ? [] : [reason]);
  });
});
