import { describe, expect, it } from "vitest";
import { newImageLocality } from "./image-locality.ts";
import { node, pod, SmallCluster } from "./plugin-fixture.ts";

const MIB = 1024 * 1024;
const holding = (name: string, images: Record<string, number>) =>
  node(name, { status: { images: Object.entries(images).map(([image, mib]) => ({ names: [image], sizeBytes: mib * MIB })) } });
const using = (...images: string[]) => pod("p", { containers: images.map((image, i) => ({ name: `c${i}`, image })) });

describe("ImageLocality", () => {
  const cluster = new SmallCluster([holding("a", { "app:1": 500 }), holding("b", { "app:1": 500, "db:latest": 900 }), node("c")]);
  const plugin = newImageLocality({}, cluster.handle);

  it.each([
    ["no node has it", using("gone"), [0, 0, 0]],
    // 100 x (500 x 2/3 - 23) / (1000 - 23) MiB
    ["two of three nodes have it", using("app:1"), [31, 31, 0]],
    ["the default tag", using("db"), [0, 28, 0]],
    ["a registry with a port is no tag", using("registry:5000/db"), [0, 0, 0]],
    // Two containers: (333.3 + 300 - 23) / (2000 - 23), and 333.3 alone.
    ["two containers", using("app:1", "db"), [15, 30, 0]],
    ["one image twice", using("app:1", "app:1"), [32, 32, 0]],
    [
      "init containers count",
      pod("p", { containers: [{ name: "m", image: "x" }], initContainers: [{ name: "i", image: "db" }] }),
      [0, 14, 0],
    ],
    ["image volumes count, but not as containers", pod("p", { volumes: [{ name: "v", image: { reference: "db" } }] }), [0, 28, 0]],
  ])("%s", (_, object, raw) => {
    expect(cluster.score(plugin, object)).toEqual({ skipped: false, raw, normalized: raw });
  });

  it("takes the size that the first node reported, and counts more than 1000 MiB per container as 1000", () => {
    const sizes = new SmallCluster([holding("a", { "app:1": 2000 }), holding("b", { "app:1": 100 })]);
    expect(sizes.score(newImageLocality({}, sizes.handle), using("app:1")).raw).toEqual([100, 100]);
    sizes.cache.setNode(node("a"));
    // b alone still holds the image as a reported it: 100 x (2000 / 2 - 23) / 977.
    expect(sizes.score(newImageLocality({}, sizes.handle), using("app:1")).raw).toEqual([0, 100]);
    sizes.cache.setNode(node("b"));
    sizes.cache.setNode(holding("b", { "app:1": 100 }));
    expect(sizes.score(newImageLocality({}, sizes.handle), using("app:1")).raw).toEqual([0, 2]);
  });

  it("lets a node that did not change keep the count it last saw", () => {
    const aging = new SmallCluster([holding("a", { "app:1": 400 }), node("b")]);
    const score = () => aging.score(newImageLocality({}, aging.handle), using("app:1")).raw;
    aging.cache.images.takeSnapshot();
    expect(score()).toEqual([18, 0]);
    aging.cache.setNode(holding("b", { "app:1": 400 }));
    aging.cache.images.takeSnapshot();
    // b was copied with two holders, a still with one: 100 x (400 - 23) / 977 and 100 x (200 - 23) / 977.
    expect(score()).toEqual([18, 38]);
    aging.cache.setPod(aging.info(pod("q", { nodeName: "a" })));
    aging.cache.images.takeSnapshot();
    expect(score()).toEqual([38, 38]);
  });

  it("signs the names of images, sorted and once", () => {
    expect(plugin.signPod?.(cluster.info(using("b", "a:2", "b:latest")))).toEqual(["a:2", "b:latest"]);
  });
});
