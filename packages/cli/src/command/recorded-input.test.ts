/** A recording is run again by itself: from its copies, whatever has become of the files, with the digest that it had. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { viewTarget } from "../view/index.ts";
import { emptyFolder, orrery } from "./orrery-process-fixture.ts";

const folder = emptyFolder();
const inFolder = (args: readonly string[], more = {}) => orrery(args, { cwd: folder, ...more });
const put = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
const manifestOf = (recording: string) =>
  JSON.parse(readFileSync(path.join(folder, recording, "manifest.json"), "utf8")) as {
    digest: string;
    input: { kind: string; files: { file: string }[] };
  };

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  containers: [{ name: c, resources: { requests: { cpu: "1" } } }]\n`;
const rows = (prefix: string) => Array.from({ length: 20 }, (_, i) => `${prefix}-${i},500m,512Mi,${i},${60 + i}`).join("\n");

beforeAll(() => {
  put(
    "team/mine.yaml",
    `apiVersion: orrery/v1
kind: Scenario
metadata: { name: mine }
spec:
  horizon: 1h
  nodePools: [{ name: a, count: 3, capacity: { cpu: 4, memory: 8Gi } }]
  manifests: [{ file: parts/pods.yaml }, { file: ../shared/pods.yaml }]
  traces: [{ pods: ${path.join(folder, "far/pods.csv")}, timed: { timeScale: 2 } }]
`,
  );
  put("team/parts/pods.yaml", pod("one"));
  put("shared/pods.yaml", pod("two"));
  put("far/pods.csv", `name,cpu,memory,arrival_s,duration_s\n${rows("far")}\n`);
  put("nodes.csv", "name,cpu,memory,pods,label.pool\nn1,4,8Gi,10,left\nn2,4,8Gi,10,right\n");
  put("a/pods.csv", `name,cpu,memory,arrival_s,duration_s\n${rows("a")}\n`);
  put("b/pods.csv", `name,cpu,memory,arrival_s,duration_s\n${rows("b")}\n`);
  put("packing.yaml", "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n");
});

describe("a recording", () => {
  it("of a scenario holds what it names, from wherever, and runs again when all of that has gone", async () => {
    expect((await inFolder(["run", "team/mine.yaml", "--until", "20m", "--seed", "5", "--out", "rec", "--quiet"])).code).toBe(0);
    const { digest, input } = manifestOf("rec");
    expect(input.files.map(({ file }) => file)).toEqual([
      "input/team/mine.yaml",
      "input/team/parts/pods.yaml",
      "input/shared/pods.yaml",
      "input/far/pods.csv",
    ]);
    for (const gone of ["team", "shared", "far"]) rmSync(path.join(folder, gone), { recursive: true });
    const again = await inFolder(["run", "rec", "--quiet", "--out", "again"]);
    expect(again.err).toContain(`the history of the recording: digest ${digest}`);
    expect(again.code).toBe(0);
    // A recording of a recording is one, too.
    rmSync(path.join(folder, "rec"), { recursive: true });
    expect((await inFolder(["run", "again", "--quiet", "--worker"])).err).toContain(digest);
    expect((await inFolder(["explain", "one", "again"])).out).toContain("placed on");
    const { query, folder: served } = await viewTarget(path.join(folder, "again"));
    const place = path.join(folder, "again");
    expect([query, served]).toEqual([`run=local%3Amanifest.json&path=${encodeURIComponent(place)}&play=1`, place]);
  });

  it("holds its policy and its what-ifs, and more may be changed on top", async () => {
    put(
      "plain.yaml",
      "apiVersion: orrery/v1\nkind: Scenario\nmetadata: { name: plain }\nspec:\n  horizon: 1h\n  nodePools: [{ name: a, count: 3, capacity: { cpu: 4 } }]\n  workloads: [{ name: w, count: 6, template: { spec: { containers: [{ name: c, resources: { requests: { cpu: 1 } } }] } } }]\n",
    );
    put("last.ts", "export function score(pod: PolicyPod, node: PolicyNode): number {\n  return node.name === 'a-2' ? 100 : 0;\n}\n");
    const cordon = (node: string) => JSON.stringify({ atUs: 0, do: "cordon", nodes: { names: [node] } });
    const args = ["run", "plain.yaml", "--policy", "last.ts", "--what-if", cordon("a-0"), "--quiet"];
    expect((await inFolder([...args, "--out", "changed"])).code).toBe(0);
    const { digest } = manifestOf("changed");
    for (const gone of ["plain.yaml", "last.ts"]) rmSync(path.join(folder, gone));
    const again = await inFolder(["run", "changed", "--quiet"]);
    expect([again.code, again.err]).toEqual([0, expect.stringContaining(`the history of the recording: digest ${digest}`)]);
    const further = await inFolder(["run", "changed", "--quiet", "--json", "--what-if", cordon("a-1")]);
    expect(further.code).toBe(0);
    expect((JSON.parse(further.out) as { digest: string }).digest).not.toBe(digest);
    expect(further.err).not.toContain("the history of the recording");
  });

  it("of a trace holds files of one name apart, and its profile", async () => {
    const args = [
      "--pods",
      "a/pods.csv",
      "--pods",
      "b/pods.csv",
      "--profile",
      "packing.yaml",
      "--time-scale",
      "0.5",
      "--pool-label",
      "pool",
    ];
    expect((await inFolder(["replay", "--nodes", "nodes.csv", ...args, "--out", "trace", "--quiet"])).code).toBe(0);
    const { digest, input } = manifestOf("trace");
    expect(input).toMatchObject({
      kind: "trace",
      nodes: ["input/nodes.csv"],
      pods: ["input/pods.csv", "input/2/pods.csv"],
      arrivals: { kind: "timed", timeScale: 0.5 },
      poolLabel: "pool",
      profile: { file: "input/packing.yaml" },
    });
    put("a/pods.csv", "changed");
    const again = await inFolder(["run", "trace", "--quiet"]);
    expect([again.code, again.err]).toEqual([0, expect.stringContaining(digest)]);
  });

  it("of what came through standard input holds that", async () => {
    const node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n1" },
      status: { allocatable: { cpu: "4", memory: "8Gi", pods: "9" } },
    };
    const waits = { apiVersion: "v1", kind: "Pod", metadata: { name: "w" }, spec: { containers: [{ name: "c" }] } };
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: [node, waits] });
    expect((await inFolder(["replay", "--snapshot", "-", "--out", "piped", "--quiet"], { input: list })).code).toBe(0);
    expect(readFileSync(path.join(folder, "piped/input/standard-input.json"), "utf8")).toBe(list);
    const again = await inFolder(["run", "piped", "--quiet"]);
    expect([again.code, again.err]).toEqual([0, expect.stringContaining(manifestOf("piped").digest)]);
  });

  it("is refused when a copy is no longer what was recorded; another digest is said, and the answer is no", async () => {
    put(
      "one.yaml",
      `apiVersion: orrery/v1\nkind: Scenario\nmetadata: { name: one }\nspec:\n  horizon: 1m\n  nodePools: [{ name: a, count: 1, capacity: { cpu: 1, memory: 1Gi } }]\n`,
    );
    await inFolder(["run", "one.yaml", "--out", "one", "--quiet"]);
    const manifest = readFileSync(path.join(folder, "one/manifest.json"), "utf8");
    put(
      "one/manifest.json",
      manifest.replace(/"digest": "\w+"/, '"digest": "0123456789abcdef"').replace('"orrery": "', '"orrery": "0.0.0-'),
    );
    const differs = await inFolder(["run", "one", "--quiet"]);
    expect(differs.code).toBe(1);
    expect(differs.err.replace(/\s+/g, " ")).toMatch(
      /the digest is \w+, and that of the recording 0123456789abcdef; Orrery 0\.0\.0-\S+ made it/,
    );
    expect((await inFolder(["run", "one", "--quiet", "--seed", "2"])).code).toBe(0);
    put("one/input/one.yaml", "kind: Scenari0");
    const changed = await inFolder(["run", "one", "--quiet"]);
    expect(changed.code).toBe(2);
    expect(changed.err.replace(/\s+/g, " ")).toContain("one/input/one.yaml: this is not what was recorded");
  });
});
