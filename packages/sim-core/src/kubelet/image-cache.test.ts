import { describe, expect, it } from "vitest";
import { ImageCache, withDefaultTag } from "./image-cache.ts";

/** Minutes. */
const min = (count: number): number => count * 60e6;
const order = (cache: ImageCache, at: number): [string, number, number][] =>
  cache.inEvictionOrder(min(at)).map(({ image, lastUsedUs, firstDetectedUs }) => [image, lastUsedUs / 60e6, firstDetectedUs / 60e6]);

describe("withDefaultTag", () => {
  it.each([
    ["nginx", "nginx:latest"],
    ["nginx:1.27", "nginx:1.27"],
    ["registry.example:5000/team/app", "registry.example:5000/team/app:latest"],
    ["registry.example:5000/team/app:v2", "registry.example:5000/team/app:v2"],
    ["app@sha256:0123", "app@sha256:0123"],
  ])("%s is %s", (image, name) => {
    expect(withDefaultTag(image)).toBe(name);
  });
});

describe("ImageCache", () => {
  it("knows what is there and how large it is", () => {
    const cache = new ImageCache(0, new Map([["pause:3", 1]]));
    cache.add("nginx", 100, min(1));
    cache.add("nginx:latest", 500, min(2));
    expect([cache.has("nginx:latest"), cache.has("pause"), cache.bytes("nginx"), cache.bytes("none"), cache.totalBytes]).toEqual([
      true,
      false,
      100,
      0,
      101,
    ]);
    cache.remove("nginx");
    cache.remove("nginx");
    expect([cache.has("nginx"), cache.totalBytes]).toEqual([false, 1]);
  });

  it("records what the kubelet's looks find: at its start, every five minutes, and when it collects", () => {
    const cache = new ImageCache(min(1), new Map([["old", 1]]));
    cache.add("brief", 1, min(2));
    cache.add("long", 1, min(2));
    cache.use("brief", min(2));
    cache.use("long", min(2));
    cache.release("brief", min(5));
    cache.release("long", min(14));
    expect(order(cache, 17)).toEqual([
      ["old:latest", -Infinity, 1],
      ["brief:latest", -Infinity, 6],
      ["long:latest", 11, 6],
    ]);
  });

  it("sees an image used while anybody uses it, and detects a new one by collecting", () => {
    const cache = new ImageCache(0);
    cache.add("a", 1, min(1));
    cache.use("a", min(1));
    cache.use("a", min(2));
    cache.release("a", min(3));
    cache.add("b", 1, min(2));
    expect(order(cache, 4)).toEqual([["b:latest", -Infinity, 4]]);
    cache.release("a", min(4.5));
    expect(order(cache, 4.6)).toEqual([
      ["b:latest", -Infinity, 4],
      ["a:latest", 4, 4],
    ]);
  });

  it("orders equal ones by name", () => {
    expect(
      order(
        new ImageCache(
          0,
          new Map([
            ["b", 1],
            ["a", 1],
          ]),
        ),
        0,
      ).map(([image]) => image),
    ).toEqual(["a:latest", "b:latest"]);
  });

  it("refuses to lose an image that is used, and uses of what is not there", () => {
    const cache = new ImageCache(0, new Map([["a", 1]]));
    cache.use("a", 0);
    expect(() => cache.remove("a")).toThrow("image a:latest is used by 1 containers; accepted: an unused image");
    cache.release("a", 0);
    expect(() => cache.release("a", 0)).toThrow("is used by no container");
    expect(() => cache.use("b", 0)).toThrow("image b is not on the node");
  });
});
