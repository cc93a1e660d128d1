/** The import law holds for every file of the project, and it catches what it forbids. */
import { describe, expect, it } from "vitest";
import { importCycles } from "./import-cycles.ts";
import { importLaw, importViolations } from "./import-law.ts";
import { isTest, projectSources } from "./project-files.ts";

const sources = projectSources().filter((file) => file.path.endsWith(".ts"));

describe("import law", () => {
  it("holds for every file", () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap((file) => importViolations(file)).join("\n")).toBe("");
  });

  it("points one way: the packages can be put in an order", () => {
    const order = ["sim-core", "scheduler", "traces", "runner", "cli", "viz", "tools", "bench"];
    for (const { folder, packages, typesOf } of importLaw) {
      const place = order.findIndex((name) => folder.endsWith(name));
      for (const used of [...packages, ...typesOf]) expect(order.indexOf(used), `${folder} uses ${used}`).toBeLessThan(place);
    }
  });

  const planted = (path: string, text: string) => importViolations({ path, text }).join("\n");

  it.each([
    ["packages/sim-core/src/engine/a.ts", 'import { run } from "@orrery/scheduler/cycle";', "packages/sim-core may use no other package"],
    ["packages/sim-core/src/engine/a.ts", 'import type { Pod } from "@orrery/sim-core/model";', "the room engine may use no other room"],
    ["packages/sim-core/src/engine/a.ts", 'export { parse } from "../model/index.ts";', "the room engine may use no other room"],
    ["packages/sim-core/src/store/a.ts", 'import { q } from "../model/q.ts";', 'entered through its index.ts, "model/index.ts"'],
    ["packages/sim-core/src/model/a.ts", 'import fs from "node:fs";', "packages/sim-core is free of any platform"],
    ["packages/sim-core/src/model/a.ts", 'import fs from "fs";', "packages/sim-core is free of any platform"],
    ["packages/sim-core/src/model/a.ts", 'import lodash from "lodash/merge";', "may use the libraries seedrandom, fastpriorityqueue"],
    ["packages/sim-core/src/model/a.ts", 'import fc from "fast-check";', "may use the libraries"],
    ["packages/sim-core/src/attic/a.ts", "export const a = 1;", 'the room "attic" is not in the import law'],
    ["packages/scheduler/src/queue/a.ts", 'const p = await import("../plugins/index.ts");', "the room queue may use framework"],
    ["packages/scheduler/src/queue/a.ts", 'export type P = import("../plugins/index.ts").P;', "the room queue may use framework"],
    ["packages/traces/src/csv/a.ts", 'import { parse } from "@orrery/sim-core/model";', "write `import type`"],
    ["packages/runner/src/session/a.ts", 'import { a } from "../../../cli/src/a.ts";', "a relative path may not leave the package"],
    ["packages/runner/src/session/a.ts", 'import { a } from "./b.js";', "with its ending .ts"],
    ["packages/scheduler/src/plugins/a.ts", 'import { pod } from "./pod-fixture.ts";', "only tests may use fixtures"],
    ["attic/a.ts", "export const a = 1;", "belongs to no package of the import law"],
  ])("catches in %s: %s", (path, text, complaint) => {
    expect(planted(path, text)).toContain(complaint);
    expect(planted(path, text)).toContain(`${path}:1:`);
  });

  it.each([
    ["packages/traces/src/csv/a.ts", 'import type { Pod } from "@orrery/sim-core/model";'],
    ["packages/scheduler/src/plugins/a.ts", 'import { Status } from "../framework/index.ts";'],
    ["packages/sim-core/src/engine/a.test.ts", 'import fc from "fast-check"; import { it } from "vitest"; import fs from "node:fs";'],
    ["packages/sim-core/src/model/a.ts", '// import("@orrery/cli/main") would be wrong\nexport const text = 1;'],
  ])("lets pass in %s: %s", (path, text) => {
    expect(planted(path, text)).toBe("");
  });
});

describe("circular imports", () => {
  it("do not exist", () => {
    const cycles = importCycles(sources.filter((file) => !isTest(file.path)));
    expect(cycles.map((cycle) => cycle.join(" -> ")).join("\n")).toBe("");
  });

  it("are found between files and through rooms of other packages, types included", () => {
    const files = [
      { path: "packages/a/src/x/one.ts", text: 'import type { T } from "./two.ts";' },
      { path: "packages/a/src/x/two.ts", text: 'export * from "@orrery/b/y";' },
      { path: "packages/b/src/y/index.ts", text: 'import { one } from "@orrery/a/x";' },
      { path: "packages/a/src/x/index.ts", text: 'export { one } from "./one.ts";' },
    ];
    expect(importCycles(files)).toEqual([
      [
        "packages/a/src/x/one.ts",
        "packages/a/src/x/two.ts",
        "packages/b/src/y/index.ts",
        "packages/a/src/x/index.ts",
        "packages/a/src/x/one.ts",
      ],
    ]);
    expect(importCycles(files.slice(0, 3))).toEqual([]);
  });
});
