/** Input that cannot be right: each says where, what was found and what would be accepted, and none shows a stack. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CHECKOUT, emptyFolder, orrery } from "./orrery-process-fixture.ts";

const folder = emptyFolder();
const POOL = (count: string, cpu: string, more = "") => `apiVersion: orrery/v1
kind: Scenario
metadata: { name: x }
spec:
  nodePools:
    - { name: a, count: ${count}, capacity: { cpu: "${cpu}", memory: 8Gi } }
${more}`;
const HUGE = `  workloads:
    - name: huge
      template: { spec: { containers: [{ name: c, resources: { requests: { cpu: "5" } } }] } }
`;

const TWIN = '{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}';

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "nodes.csv": "name,cpu,memory,pods\nn1,4,8Gi,10\n",
  "pods.csv": "name,cpu,memory,arrival_s\np1,1,1Gi,0\n",
  "truncated.csv": "name,cpu,memory,arrival_s\np1,1,1Gi,0\np2,1",
  "others.csv": "colour,taste\nred,sweet\n",
  "quantity.csv": "name,cpu,memory,pods\nn1,12Q,8Gi,10\n",
  "twice.csv": "name,cpu,memory,pods\nn2,4,8Gi,10\nn1,4,8Gi,10\n",
  "twice.json": `[${TWIN},\n${TWIN}]`,
  "empty.csv": "",
  "binary.csv": Uint8Array.from({ length: 512 }, (_, i) => (i * 37) % 256),
  "indent.yaml": POOL("2", "4").replace("  nodePools", "   nodePools").replace("spec:", "spec:\n  horizon: 1h"),
  "unknown.yaml": POOL("2", "4").replace("nodePools", "nodepools"),
  "quantity.yaml": POOL("2", "12Q"),
  "nobody.yaml": POOL("0", "4"),
  "huge.yaml": POOL("2", "4", HUGE),
};

beforeAll(() => {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(path.join(folder, name), content);
  mkdirSync(path.join(folder, "folder"));
  writeFileSync(path.join(folder, "secret.csv"), "name,cpu,memory,pods\n");
  chmodSync(path.join(folder, "secret.csv"), 0);
});

const pods = (file: string) => ["replay", "--nodes", "nodes.csv", "--pods", file];
const nodes = (file: string) => ["replay", "--nodes", file, "--pods", "pods.csv"];

describe("bad input", () => {
  const cases: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
    [
      "a truncated CSV, strict",
      [...pods("truncated.csv"), "--strict"],
      /^error: truncated\.csv:3:1: truncated last line: found 2 of 4 fields.*; accepted: 4 fields/,
    ],
    [
      "a CSV with other columns",
      pods("others.csv"),
      /^error: others\.csv:1:1: columns of no known format: found "colour", "taste"; accepted:/,
    ],
    ["a quantity 12Q in a CSV", nodes("quantity.csv"), /quantity\.csv:2:4: bad cpu: found cpu = "12Q"; accepted: a Kubernetes quantity/],
    [
      "a node of two files",
      ["replay", "--nodes", "nodes.csv", "--nodes", "twice.csv", "--pods", "pods.csv"],
      /^error: twice\.csv: a second node n1; found "n1"; accepted: a name of its own for each node; the first is in nodes\.csv/,
    ],
    [
      "an object twice in a snapshot",
      ["replay", "--snapshot", "twice.json"],
      /^error: twice\.json:2:53: a second Node n1: found "n1"; accepted: each object once; the first is at twice\.json:1:54/,
    ],
    ["an empty file", pods("empty.csv"), /^error: empty\.csv: empty file: found 0 bytes; accepted: a file with content/],
    ["a binary file", pods("binary.csv"), /^error: binary\.csv:1:1: binary file of no known format: found bytes 00 25 4a/],
    ["a folder instead of a file", nodes("folder"), /^error: folder: this is a folder; accepted: a file/],
    ["a file that is not there", nodes("nowhere.csv"), /^error: nowhere\.csv: there is no such file; accepted: /],
    ["a YAML with a wrong indent", ["run", "indent.yaml"], /^error: indent\.yaml:\d+:\d+: not YAML: .*; found ".*"; accepted: /],
    [
      "an unknown field",
      ["run", "unknown.yaml"],
      /^error: unknown\.yaml:5:3: spec\.nodepools: unknown field "nodepools"; accepted: nodePools \(did you mean this\?\)/,
    ],
    [
      "a quantity 12Q in a scenario",
      ["run", "quantity.yaml"],
      /^error: quantity\.yaml:6:\d+: spec\.nodePools\[0\]\.capacity\.cpu: .*"12Q".*accepted: a number.*1\.5Gi/,
    ],
    [
      "a node pool of 0",
      ["run", "nobody.yaml"],
      /^error: nobody\.yaml:6:\d+: spec\.nodePools\[0\]\.count: the node pool a has no nodes; found 0; accepted: at least 1/,
    ],
    ["an empty scenario", ["run", "empty.csv"], /^error: empty\.csv: the file is empty; found 0 bytes/],
    [
      "a binary snapshot",
      ["replay", "--snapshot", "binary.csv"],
      /^error: binary\.csv:1: binary file: found a NUL byte; accepted: UTF-8 text/,
    ],
    ["a snapshot without nodes", ["replay", "--snapshot", "huge.yaml"], /^error: huge\.yaml/],
  ];
  for (const [what, args, says] of cases) {
    it(`${what} is refused`, async () => {
      const { code, out, err } = await orrery(args, { cwd: folder });
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(says);
      expect(err).not.toMatch(/^ +at /m);
    });
  }

  it("a truncated CSV is counted and shown with its line", async () => {
    const { code, out } = await orrery(pods("truncated.csv"), { cwd: folder });
    expect(code).toBe(0);
    expect(out).toContain("truncated.csv: 1 row of 2 left out: 1 truncated last line");
    expect(out).toContain("truncated.csv:3:1: truncated last line: found 2 of 4 fields");
  });

  it("a pod that no node can ever hold is warned of, and waits with Kubernetes' sentence", async () => {
    const { code, out } = await orrery(["run", "huge.yaml"], { cwd: folder });
    expect(code).toBe(0);
    expect(out).toMatch(/huge\.yaml:8:7: .*no node can ever hold/);
    expect(out).toContain("0/2 nodes are available: 2 Insufficient cpu.");
  });

  // To the superuser every file is readable.
  it.skipIf(process.getuid?.() === 0 || process.platform === "win32")("an unreadable file is refused", async () => {
    const { code, err } = await orrery(nodes("secret.csv"), { cwd: folder });
    expect(code).toBe(2);
    expect(err).toMatch(/^error: secret\.csv: the system refuses access/);
  });
});

describe("orrery check", () => {
  it("finds everything in all files at once", async () => {
    const { code, out } = await orrery(["check", "quantity.yaml", "nobody.yaml", "truncated.csv", "folder", "nodes.csv"], { cwd: folder });
    expect(code).toBe(1);
    for (const said of [
      "✖ quantity.yaml: 1 error",
      "✖ nobody.yaml: 1 error",
      "✔ truncated.csv: Orrery pod file: 1 pods, 1 bad rows (1 warning)",
      "✖ folder: this is a folder",
      "✔ nodes.csv: Orrery node file: 1 nodes",
    ])
      expect(out).toContain(said);
    expect((await orrery(["check", "truncated.csv"], { cwd: folder })).code).toBe(0);
    expect((await orrery(["check", "truncated.csv", "--strict"], { cwd: folder })).code).toBe(1);
  });

  it("accepts the bundled scenarios", async () => {
    const { code, out } = await orrery(["check", "scenarios/bin-packing.yaml", "scenarios/preemption.yaml", "--json"], { cwd: CHECKOUT });
    expect(JSON.parse(out)).toMatchObject({ kind: "orrery/check", ok: true });
    expect(code).toBe(0);
  });
});
