import type { PersistentVolume } from "@orrery/sim-core/model";
import { expect, test } from "vitest";
import { ObjectStore } from "../../cache/index.ts";
import { AssumeCache } from "./assume-cache.ts";

function volume(name: string, phase: string): PersistentVolume {
  return { metadata: { name }, spec: {}, status: { phase } };
}

function filled(...names: string[]) {
  const store = new ObjectStore<PersistentVolume>(false);
  for (const name of names) store.set(volume(name, "stored"));
  return { store, cache: new AssumeCache<PersistentVolume>(store) };
}

test("an assumed object stands for the stored one until it is restored", () => {
  const { cache } = filled("v");
  cache.assume("v", volume("v", "assumed"));
  expect(cache.get("v")?.status?.phase).toBe("assumed");
  cache.restore("v");
  expect(cache.get("v")?.status?.phase).toBe("stored");
});

test("a newer stored object overrides what was assumed", () => {
  const { store, cache } = filled("v");
  cache.assume("v", volume("v", "assumed"));
  store.set(volume("v", "newer"));
  expect(cache.get("v")?.status?.phase).toBe("newer");
});

test("the same version stored again does not", () => {
  const { store, cache } = filled();
  const versioned = { ...volume("v", "stored"), metadata: { name: "v", resourceVersion: "7" } };
  store.set(versioned);
  cache.assume("v", volume("v", "assumed"));
  store.set({ ...versioned });
  expect(cache.get("v")?.status?.phase).toBe("assumed");
});

test("what is not stored can neither be got nor assumed", () => {
  const { store, cache } = filled("v");
  cache.assume("v", volume("v", "assumed"));
  store.delete("v");
  expect(cache.get("v")).toBeUndefined();
  expect(() => cache.assume("v", volume("v", "again"))).toThrow(/the store does not have it/);
});

test("many assumptions later, those that still hold are all there", () => {
  const names = Array.from({ length: 300 }, (_, i) => `v${i}`);
  const { store, cache } = filled(...names);
  for (const [i, name] of names.entries()) {
    cache.assume(name, volume(name, "assumed"));
    if (i % 2 === 0) store.set(volume(name, "newer"));
  }
  expect(names.map((name) => cache.get(name)?.status?.phase)).toEqual(names.map((_, i) => (i % 2 === 0 ? "newer" : "assumed")));
});
