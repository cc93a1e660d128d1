/** Whatever is there twice is refused at its place, with that of the first. */
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { checkScenario, formatProblem, givenNode, refuseSecondNodes } from "./index.ts";
import type { ScenarioPorts } from "./index.ts";

const named = (name: string) => givenNode({ metadata: { name }, status: { capacity: { cpu: "4" } } }, "");
const LIST = `{"apiVersion":"v1","kind":"List","items":[
{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}},
{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}]}`;
const ports: ScenarioPorts = {
  readText: async () => LIST,
  registry: kubernetesRegistry(),
  loadTrace: async () => ({ nodes: [named("a-0")], arrivals: [], notModelled: [] }),
};
const problemsOf = async (spec: string): Promise<string[]> => {
  const text = `apiVersion: orrery/v1\nkind: Scenario\nmetadata: { name: test }\nspec:\n${spec}`;
  return (await checkScenario(text, "s.yaml", ports)).problems.map(formatProblem);
};
const POOL = "  nodePools: [{ name: a, count: 2, capacity: { cpu: 4, memory: 8Gi } }]\n";
const manifests = (...items: readonly string[]) => `${POOL}  manifests:\n${items.map((item) => `    - { ${item} }\n`).join("")}`;
const service = (metadata: string) => `apiVersion: v1, kind: Service, metadata: { ${metadata} }, spec: { selector: { a: b } }`;
const pod = (metadata: string) => `apiVersion: v1, kind: Pod, metadata: { ${metadata} }, spec: { containers: [{ name: c }] }`;

describe("in a scenario", () => {
  it("manifests are refused by kind, namespace and name", async () => {
    expect(
      await problemsOf(manifests(service("name: s"), service("name: s, namespace: default"), service("name: s, namespace: b"))),
    ).toEqual([
      's.yaml:8:58: error: spec.manifests[1].metadata.name: a second Service default/s; found "s"; accepted: a name of its own for each Service of a namespace; the first is at s.yaml:7:58',
    ]);
    expect(await problemsOf(manifests(pod("name: p"), pod("name: p")))).toEqual([
      expect.stringContaining(
        'a second Pod default/p; found "p"; accepted: a name of its own for each Pod of a namespace; the first is at s.yaml:7:54',
      ),
    ]);
  });

  it("objects of a file are refused where they stand there", async () => {
    expect(await problemsOf(manifests("file: nodes.json"))).toEqual([
      'nodes.json:3:53: error: items[1].metadata.name: a second Node n1; found "n1"; accepted: a name of its own for each Node; the first is at nodes.json:2:53',
    ]);
  });

  it.each([
    [
      "a manifest",
      manifests("apiVersion: v1, kind: Node, metadata: { name: a-1 }"),
      's.yaml:7:55: error: spec.manifests[0].metadata.name: two nodes are named a-1; found "a-1"; accepted: a name of its own for each node; the first is at s.yaml:5:15',
    ],
    [
      "a trace",
      `${POOL}  traces: [{ nodes: n.csv }]\n`,
      's.yaml:6:12: error: spec.traces[0]: two nodes are named a-0; found "a-0"; accepted: a name of its own for each node; the first is at s.yaml:5:15',
    ],
    [
      "another pool",
      "  nodePools:\n    - { name: a, count: 1, capacity: { cpu: 4 } }\n    - { name: b, namePattern: a-0, count: 1, capacity: { cpu: 4 } }\n",
      's.yaml:7:7: error: spec.nodePools[1]: two nodes are named a-0; found "a-0"; accepted: names that differ: {index} in namePattern; the first is at s.yaml:6:7',
    ],
  ])("a node of a pool has no twin in %s", async (_, spec, problem) => {
    expect(await problemsOf(spec)).toEqual([problem]);
  });
});

it("node files that are read together have no node in common", () => {
  const file = (name: string, ...nodes: readonly string[]) => ({ file: name, nodes: nodes.map(named) });
  refuseSecondNodes([file("a.csv", "a", "b"), file("b.csv", "c")]);
  expect(() => refuseSecondNodes([file("a.csv", "a", "b"), file("b.csv", "c", "b")])).toThrow(
    'b.csv: error: a second node b; found "b"; accepted: a name of its own for each node; the first is in a.csv',
  );
});
