/** Patches as the API server merges them, with its order of lists. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PatchError, strategicMerge } from "./strategic-merge.ts";

describe("a strategic merge patch", () => {
  it("merges maps by key, and removes what is null", () => {
    expect(strategicMerge({ a: 1, b: { c: 2, d: 3 } }, { a: null, b: { c: 4 }, e: { f: null, g: 5 } })).toEqual({
      b: { c: 4, d: 3 },
      e: { g: 5 },
    });
  });

  it("merges lists with a merge key item by item, and replaces all others", () => {
    const target = { containers: [{ name: "x", image: "1", cpu: 2 }, { name: "y" }], args: [1, 2], taints: [{ key: "a" }] };
    const patch = { containers: [{ name: "x", image: "2" }], args: [3], taints: [{ key: "b" }] };
    expect(strategicMerge(target, patch)).toEqual({
      containers: [{ name: "x", image: "2", cpu: 2 }, { name: "y" }],
      args: [3],
      taints: [{ key: "b" }],
    });
  });

  it("goes by the port in the ports of containers and of Services, by the path in mounts", () => {
    const of = (field: string, target: object[], patch: object[]) => strategicMerge({ [field]: target }, { [field]: patch });
    expect(of("ports", [{ containerPort: 80, name: "a" }], [{ containerPort: 80, hostPort: 1 }])).toEqual({
      ports: [{ containerPort: 80, name: "a", hostPort: 1 }],
    });
    expect(of("ports", [{ port: 80, name: "a" }], [{ port: 81 }])).toEqual({ ports: [{ port: 81 }, { port: 80, name: "a" }] });
    expect(of("volumeMounts", [{ mountPath: "/a", name: "v" }], [{ mountPath: "/a", readOnly: true }])).toEqual({
      volumeMounts: [{ mountPath: "/a", name: "v", readOnly: true }],
    });
  });

  it("puts new items before those that it does not name, and leaves the order of what stands", () => {
    const names = (target: string[], patch: string[]) =>
      (
        strategicMerge({ env: target.map((name) => ({ name })) }, { env: patch.map((name) => ({ name })) }) as { env: { name: string }[] }
      ).env.map(({ name }) => name);
    expect(names(["a", "b"], ["c"])).toEqual(["c", "a", "b"]);
    expect(names(["a", "b", "c"], ["b"])).toEqual(["a", "b", "c"]);
    expect(names(["a", "b", "c"], ["c", "d"])).toEqual(["a", "b", "c", "d"]);
  });

  it("obeys its directives", () => {
    const target = { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } }, containers: [{ name: "x" }, { name: "y" }] };
    expect(strategicMerge(target, { strategy: { $retainKeys: ["type"], type: "Recreate" } })).toHaveProperty("strategy", {
      type: "Recreate",
    });
    expect(strategicMerge(target, { strategy: { $patch: "replace", type: "Recreate" } })).toHaveProperty("strategy", { type: "Recreate" });
    expect(strategicMerge(target, { containers: [{ name: "x", $patch: "delete" }] })).toHaveProperty("containers", [{ name: "y" }]);
    expect(strategicMerge(target, { containers: [{ $patch: "replace" }, { name: "z" }] })).toHaveProperty("containers", [{ name: "z" }]);
    expect(strategicMerge({ finalizers: ["a"] }, { finalizers: ["b", "a"] })).toEqual({ finalizers: ["a", "b"] });
  });

  it.each([[{ $patch: "remove" }], [{ spec: { "$setElementOrder/containers": [] } }]])("refuses %j", (patch) => {
    expect(() => strategicMerge({}, patch)).toThrow(PatchError);
  });

  it("changes nothing the second time, and never its target", () => {
    const name = fc.constantFrom("a", "b", "c", "d");
    const items = fc.uniqueArray(fc.record({ name, image: fc.nat(3) }), { selector: (item) => item.name });
    const object = fc.record({ labels: fc.dictionary(name, fc.nat(3)), containers: items, args: fc.array(fc.nat(3)) });
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const before = JSON.stringify(target);
        const once = strategicMerge(target, patch);
        expect(strategicMerge(once, patch)).toEqual(once);
        expect(JSON.stringify(target)).toBe(before);
      }),
    );
  });
});
