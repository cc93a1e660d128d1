import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromText } from "../bytes/index.ts";
import { haveSharedData, sharedFile } from "../testing/index.ts";
import { jsonSyntaxError } from "./json-syntax.ts";
import { objectsTogether, readKubernetesObjects } from "./kubernetes-objects.ts";

const read = (text: string) => readKubernetesObjects(fromText(text), { file: "dump" });
const POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}\n";

describe("readKubernetesObjects", () => {
  it("reads a single object, several YAML documents, lists of mixed kinds and typed lists", async () => {
    expect((await read(POD)).pods.map((pod) => pod.metadata.name)).toEqual(["p"]);
    const many = await read(
      `---\n${POD}---\n# only a comment\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Node, metadata: {name: n}}\n- {apiVersion: batch/v1, kind: Job, metadata: {name: j}}\n`,
    );
    expect(many.nodes.length).toBe(1);
    expect(many.unknown).toEqual([{ apiVersion: "batch/v1", kind: "Job", count: 1 }]);
    expect(many.byKind.get("Job")?.length).toBe(1);
    expect((await read('{"apiVersion":"v1","kind":"NodeList","items":[{"metadata":{"name":"a"}}]}')).nodes[0]?.metadata.name).toBe("a");
  });

  it("gives line and column for broken JSON", async () => {
    await expect(read('{\n  "kind": "Pod",\n  "apiVersion" "v1"\n}')).rejects.toThrow('dump:3:16: not JSON: found "\\""; accepted: ":"');
    await expect(read('{"kind": [1, 2')).rejects.toThrow('dump:1:15: not JSON: found the end of the file; accepted: "," or "]"');
  });

  it("gives line and column for a wrong indent in YAML and for tabs", async () => {
    await expect(read("apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n   labels: {}\n")).rejects.toThrow(/^dump:(4|5):\d+: not YAML/);
    await expect(read("apiVersion: v1\nkind: Pod\nmetadata:\n\tname: p\n")).rejects.toThrow(/^dump:4:\d+: not YAML/);
  });

  it("refuses objects without kind, name or containers at their place, in YAML and JSON", async () => {
    await expect(read("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n")).rejects.toThrow("dump:1:1: Pod without containers");
    await expect(read('{"apiVersion":"v1","kind":"List","items":[\n{"apiVersion":"v1","kind":"Node","metadata":{}}]}')).rejects.toThrow(
      "dump:2:45: Node without a name: found nothing",
    );
    await expect(read("just text")).rejects.toThrow("dump:1:1: not a Kubernetes object");
    await expect(read("  \n")).rejects.toThrow("empty file");
  });

  it("refuses an object that is there twice, with both places, in JSON and YAML", async () => {
    const node = '{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}';
    await expect(read(`{"apiVersion":"v1","kind":"List","items":[\n${node},\n ${node}]}`)).rejects.toThrow(
      'dump:3:54: a second Node n1: found "n1"; accepted: each object once; the first is at dump:2:53',
    );
    await expect(read(`${POD}---\n${POD.replace("{name: p}", "{name: p, namespace: default}")}`)).rejects.toThrow(
      'dump:8:18: a second Pod default/p: found "p"; accepted: each object once; the first is at dump:3:18',
    );
    await expect(
      read("apiVersion: v1\nkind: List\nitems:\n- &a {apiVersion: v1, kind: Node, metadata: {name: n}}\n- *a\n"),
    ).rejects.toThrow("a second Node n");
    const others = `${POD}---\n${POD.replace("{name: p}", "{name: p, namespace: b}")}---\n${POD.replace("v1", "other.example/v1")}`;
    expect((await read(others)).pods).toHaveLength(2);
  });

  it("refuses an object of two files, and leaves out what only shares the name of a kind", async () => {
    const file = async (name: string, text: string) => ({ file: name, objects: await read(text) });
    const [one, two] = [await file("one", POD), await file("two", `---\n${POD}`)];
    expect(() => objectsTogether([one, two])).toThrow(
      'two:4:18: a second Pod default/p: found "p"; accepted: each object once; the first is at one:3:18',
    );
    const other = await file("three", "apiVersion: management.example/v3\nkind: Node\nmetadata: {name: p}\n");
    const together = objectsTogether([one, other, await file("four", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n")]);
    expect([together.get("Pod")?.length, together.get("Node")?.length, together.get("Deployment")?.length]).toEqual([1, 0, 1]);
  });

  it("agrees with JSON.parse about what JSON is", () => {
    const mangled = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", '"', "0", "\\", "tru", " "))
      .map(([text, at, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + 1));
    fc.assert(
      fc.property(fc.oneof(fc.json(), mangled), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        return (jsonSyntaxError(text) === undefined) === valid;
      }),
      { numRuns: 2000 },
    );
  });

  it.runIf(haveSharedData("kubectl-dumps"))("reads the same objects from the JSON and the YAML of a real cluster", async () => {
    const json = await readKubernetesObjects(sharedFile("kubectl-dumps/sixty-nodes/nodes-pods.json"));
    const yaml = await readKubernetesObjects(sharedFile("kubectl-dumps/sixty-nodes/nodes-pods.yaml"));
    expect(json.nodes.length).toBe(60);
    expect(json.pods.length).toBeGreaterThan(100);
    expect(yaml.byKind).toEqual(json.byKind);
    const all = await readKubernetesObjects(sharedFile("kubectl-dumps/sixty-nodes/everything.json"));
    expect(all.nodes.length).toBe(60);
    expect(all.unknown.map((entry) => entry.kind)).toContain("Deployment");
    const events = await readKubernetesObjects(sharedFile("kubectl-dumps/sixty-nodes/events.json"));
    expect(events.known).toEqual([]);
  });
});
