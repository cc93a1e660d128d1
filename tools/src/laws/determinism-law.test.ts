/** The simulation's own code keeps to the determinism law, and the law catches what it forbids. */
import { describe, expect, it } from "vitest";
import { determinismExceptions, deterministicFolders, determinismViolations } from "./determinism-law.ts";
import { isTest, projectSources } from "./project-files.ts";

const subject = projectSources().filter(
  (file) => !isTest(file.path) && deterministicFolders.some((folder) => file.path.startsWith(folder)),
);

const planted = (text: string) => determinismViolations({ path: "packages/sim-core/src/engine/planted.ts", text });

describe("determinism law", () => {
  it("holds in sim-core and scheduler", () => {
    expect(subject.length).toBeGreaterThan(20);
    const violations = subject.flatMap((file) => {
      const exception = determinismExceptions.get(file.path);
      return determinismViolations(file).filter((violation) => exception?.allowed.test(violation) !== true);
    });
    expect(violations.join("\n")).toBe("");
  });

  it("has no exception that is no longer needed", () => {
    for (const [path, { reason, allowed }] of determinismExceptions) {
      const file = subject.find((each) => each.path === path);
      const used = file !== undefined && determinismViolations(file).some((violation) => allowed.test(violation));
      expect(used, `${path}: ${reason}`).toBe(true);
    }
  });

  it.each([
    ["export const now = () => Date.now();", "Date reads the clock"],
    ["export function f(at: Date) { return at; }", "Date reads the clock"],
    ["export const now = () => performance.now();", "performance reads the clock"],
    ["export const f = () => Math.random();", "Math.random has no seed"],
    ["export const f = (x: number) => Math.log(x);", "Math.log is not the same"],
    ["export const f = (x: number) => Math.pow(x, 2);", "Math.pow is not the same"],
    ['export const f = (x: number) => Math["exp"](x);', "Math.exp is not the same"],
    ["export const f = (x: number, k: 'sin') => Math[k](x);", "Math.[...] is not the same"],
    ["export const { log } = Math;", "Math as a value hides"],
    ["export const f = (x: number) => x ** 2;", "** of anything but literals"],
    ["export function f(x: number) { x **= 2; return x; }", "** of anything but literals"],
    ["export const f = (x: number) => new Intl.NumberFormat().format(x);", "Intl depends on the locale"],
    ["export const f = (a: string, b: string) => a.localeCompare(b);", "localeCompare depends on the locale"],
    ["export const f = (x: number) => x.toLocaleString();", "toLocaleString depends on the locale"],
    ["export function f(o: object) { for (const k in o) return k; }", "for...in visits"],
    ["export const f = (a: number[]) => a.sort();", "sort() without a comparator"],
    ["export const f = (a: number[]) => a?.toSorted();", "toSorted() without a comparator"],
    ["export const f = () => setTimeout(() => {}, 1);", "setTimeout waits in real time"],
    ["export const f = () => process.env;", "process touches the platform"],
    ["export const f = (process: number) => process; export const g = () => process.env;", "process touches the platform"],
    ["export const f = ({ env = process.env }) => env;", "process touches the platform"],
    ["export const f = () => console.log(1);", "console touches the platform"],
    ["export const f = () => globalThis;", "globalThis touches the platform"],
    ["export const f = () => crypto.randomUUID();", "crypto draws true randomness"],
    ["export async function f() { return 1; }", "asynchronous code"],
    ["export const f = async () => 1;", "asynchronous code"],
    ["export const f = () => Promise.resolve(1);", "Promise hands the order"],
    ["export let x: Promise<void>;", "Promise hands the order"],
    ["await import('./a.ts');", "asynchronous code"],
    ["export const f = () => import.meta.url;", "import.meta tells"],
    ['import fs from "node:fs"; export const f = fs;', "imports a module of Node"],
    ["let count = 0; export const next = () => ++count;", "module-level let"],
    ["export var count = 0;", "module-level var"],
    ["export const cache = new Map<string, number>();", "cache is a Map of the module"],
    ["export const cache: Map<string, number> = new Map();", "cache is a Map of the module"],
    ["const scratch = new Float64Array(8); export const f = () => scratch;", "scratch is a Float64Array of the module"],
    ["export const seen: string[] = [];", "seen begins empty"],
    ["export const table: Record<string, number> = {};", "table begins empty"],
    ["const table = { a: 1 }; export function f() { table.a = 2; }", "changes table"],
    ["const table = { a: [1] }; export function f() { table.a[0]++; }", "changes table"],
    ["const list = [1]; export function f() { list.push(2); }", "changes list"],
    ["export class A { static count = 0; }", "a static field that can be set"],
    ['import seedrandom from "seedrandom"; export const f = () => seedrandom();', "a generator without a seed"],
    ['import seedrandom from "seedrandom"; export const f = () => seedrandom("a", { entropy: true });', "entropy and global"],
  ])("catches %s", (text, complaint) => {
    expect(planted(text).join("\n")).toContain(complaint);
  });

  it.each([
    "/** Date.now() and Math.random() in a comment. */ export const a = 'console.log(new Date())';",
    "export const f = (x: number) => Math.floor(Math.sqrt(x)) + Math.PI + 2 ** 53;",
    "const BITS = 21; export const mask = 2 ** BITS - 1; export const top = 2 ** (32 - BITS);",
    'import type { Labels } from "./labels.ts"; export const none: Labels = new Map();',
    "export const limit = -(2n ** 63n); export const f = (n: number) => 10n ** BigInt(n);",
    "export interface Timer { process: number; Date(): void } export const f = (t: Timer) => t.process + t['Date'].length;",
    "export const f = (process: { id: number }) => [process].map((fetch) => ({ process, fetch }));",
    "export function f(list: { process: number }[]) { for (const { process } of list) { const [console] = [process]; g(console); } }",
    "export type F = (process: number) => void; export class A { f(...process: number[]) { return process.length; } }",
    "export const f = (a: number[]) => a.toSorted((x, y) => x - y);",
    "const NAMES: ReadonlySet<string> = new Set(['a']); export const f = (x: string) => NAMES.has(x);",
    "export const none: readonly string[] = [];",
    "export const phases = { arrive: 0, leave: 1 } as const;",
    "const list = [1]; export function f(list: number[]) { list.push(2); }",
    "const list = [1]; export function f() { const list = [2]; list.push(2); return list; }",
    "export class A { static readonly size = 1; private count = 0; next() { return ++this.count; } }",
    'import seedrandom from "seedrandom"; export const f = (seed: string) => seedrandom(seed);',
  ])("lets pass %s", (text) => {
    expect(planted(text)).toEqual([]);
  });

  it("says where", () => {
    expect(planted("export const a = 1;\n\nexport const f = () => Math.random();\n")).toEqual([
      "packages/sim-core/src/engine/planted.ts:3:24: Math.random has no seed; use a named stream",
    ]);
  });

  it("refuses what it can't parse", () => {
    expect(planted("export const = ;")[0]).toContain("can't be parsed");
  });
});
