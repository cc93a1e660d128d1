/** A recording says how it is run again, and only files of its own are taken for its input. */
import { describe, expect, it } from "vitest";
import { copiesByName, plainPath, readManifest, relativePath } from "./index.ts";
import type { RecordedFile } from "./index.ts";

const file = (name: string, path: string): RecordedFile => ({ file: name, path, sizeBytes: 1, sha256: "00" });
const manifest = (more: object) => JSON.stringify({ kind: "orrery/recording", version: 1, ...more });
const input = { kind: "scenario", scenario: "input/a.yaml", files: [file("input/a.yaml", "a.yaml")] };

describe("paths", () => {
  it.each([
    ["a/./b//c", "a/b/c"],
    ["a/../b", "b"],
    ["../a/../b", "../b"],
    ["/a/../../b", "/b"],
    ["a\\b", "a/b"],
  ])("%s is %s", (path, plain) => expect(plainPath(path)).toBe(plain));

  it("are told from a folder", () => {
    expect(relativePath("a/b", "a/c/x")).toBe("../c/x");
    expect(relativePath("", "x")).toBe("x");
    expect(relativePath("/a", "/a/x/y")).toBe("x/y");
  });
});

describe("copiesByName", () => {
  it("finds what a copied scenario names: beside it, above it, far from it, and by absolute paths", () => {
    const files = [
      file("input/b/mine.yaml", "run/b/mine.yaml"),
      file("input/b/sub/pods.yaml", "run/b/sub/pods.yaml"),
      file("input/shared/nodes.csv", "run/shared/nodes.csv"),
      file("input/elsewhere/far.csv", "../../far.csv"),
      file("input/elsewhere/pods.csv", "/data/pods.csv"),
    ];
    const copies = copiesByName({ scenario: "input/b/mine.yaml", files });
    expect(copies.get("input/b/sub/pods.yaml")).toBe("input/b/sub/pods.yaml");
    expect(copies.get(plainPath("input/b/../shared/nodes.csv"))).toBe("input/shared/nodes.csv");
    expect(copies.get(plainPath("input/b/../../../../far.csv"))).toBe("input/elsewhere/far.csv");
    expect(copies.get("/data/pods.csv")).toBe("input/elsewhere/pods.csv");
  });
});

describe("readManifest", () => {
  it("reads what a run has written, and recordings from before there was an input in them", () => {
    expect(readManifest(manifest({ digest: "00ff", input }), "m").input).toEqual(input);
    expect(readManifest(manifest({}), "m")).toMatchObject({ input: undefined, noInput: "", digest: "" });
  });

  it.each([
    ["{", "m: this is not JSON"],
    ['{"kind":"orrery/report"}', "m: this is orrery/report; accepted: orrery/recording"],
    [manifest({ version: 2 }), "version 2; accepted: up to 1"],
    [manifest({ input: { ...input, kind: "film" } }), 'input.kind is "film"; accepted: scenario, trace, snapshot'],
    [manifest({ input: { ...input, scenario: "input/b.yaml" } }), "input names input/b.yaml, which is not among its files"],
    [manifest({ input: { ...input, files: [file("input/../../a.yaml", "a")] } }), "input.files is not a list of files below input/"],
    [manifest({ input: { ...input, kind: "trace", pods: [] } }), "input names nothing"],
  ])("refuses %s", (text, message) => expect(() => readManifest(text, "m")).toThrow(message));
});
