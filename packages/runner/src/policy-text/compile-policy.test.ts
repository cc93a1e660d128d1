/** A policy's text, in either language, script or module, becomes a program of the same lines; what it may not contain is refused. */
import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { placeOfThrown, PolicyError } from "../own-policy/index.ts";
import type { PolicyDefinitions } from "../own-policy/index.ts";
import { compilePolicy } from "./index.ts";

function run(text: string): PolicyDefinitions & { readonly score?: (...args: unknown[]) => unknown } {
  const { expression } = compilePolicy(text);
  const make = new vm.Script(`(${expression})`, { filename: "program.js", lineOffset: -1 }).runInThisContext() as () => PolicyDefinitions;
  return make() as ReturnType<typeof run>;
}

function refusal(text: string): string {
  try {
    compilePolicy(text);
  } catch (error) {
    if (error instanceof PolicyError) return `${error.place.line}:${error.place.column}: ${error.message}`;
    throw error;
  }
  return "";
}

describe("a policy's text", () => {
  it.each([
    ["a script", "const weight = 3;\nfunction score(pod, node) { return 7; }"],
    ["a module", "export const weight = 3;\nexport function score(pod, node) { return 7; }"],
    ["arrow functions", "export const score = (pod, node) => 7, weight = 3;"],
    ["a list of exports", "const a = () => 7, b = 3;\nexport { a as score, b as weight };"],
    [
      "a list of exports over lines, before what it names",
      "export {\n  a as score,\n  weight,\n  type B\n};\nconst a = () => 7, weight = 3; type B = 1;",
    ],
    [
      "types exported",
      "export type { A };\nexport type A = 1; export interface B { b: 1 }\nexport const weight = 3, score = (): A | 7 => 7;",
    ],
    ["an enum exported", "export enum K { a = 3, b = 7 }\nexport const weight = K.a; export function score() { return K.b; }"],
    ["a default function", "export default function score() { return 7; }\nexport let weight = 3;"],
    ["a default export on its own line", "export default\n  { score: () => 7, weight: 3 };"],
    ["a default export of a name", "const policy = { score: () => 7, weight: 3 };\nexport default policy;"],
    ["a default export", "export default { score: () => 7, weight: 3 };"],
    [
      "TypeScript",
      `interface Amounts { readonly [name: string]: number }
enum Kind { small = 3, large = 7 }
type Pick2<T extends string> = { [K in T]: K };
export const weight: number = Kind.small as number;
const first = <T,>(list: readonly T[]): T => list[0]!;
export function score(this: void, pod: { name: string }, node?: Amounts): number {
  const limits = { most: Kind.large } satisfies Amounts;
  return first<number>([limits.most]) as unknown as number;
}`,
    ],
    [
      "TypeScript with Windows' line ends",
      "const weight: number = 3;\r\nfunction score(pod: { name: string }): number {\r\n  return 7;\r\n}\r\n",
    ],
  ])("may be %s", (_, text) => {
    const { score, weight } = run(text);
    expect([score!({}, {}), weight]).toEqual([7, 3]);
  });

  it("keeps the place of what it throws, to the column", () => {
    const text =
      "export function score(pod: { name: string }, node: object): number {\n  const a: number = 1; return (a as number) + missing.name;\n}\n";
    const { map } = compilePolicy(text);
    const { score } = run(text);
    const thrown = (() => {
      try {
        return score!({}, {});
      } catch (error) {
        return error;
      }
    })();
    expect(placeOfThrown(thrown, map, /program\.js:(\d+):(\d+)/, 0)).toEqual({ line: 2, column: 47 });
    expect(text.split("\n")[1]!.slice(46)).toMatch(/^missing/);
  });

  it("says where its functions are defined", () => {
    const { functions } = compilePolicy("// score\nconst x = 1;\nexport const filter = () => '';\nfunction score() {}").map;
    expect(functions).toEqual({ filter: { line: 3, column: 14 }, score: { line: 4, column: 10 } });
  });
});

describe("what a policy may not contain", () => {
  it.each([
    ['const a = 1;\nimport { b } from "b";', "2:1: import is refused: a policy stands alone"],
    ['import type { B } from "b";', "1:1: import is refused"],
    ['function score() {\n  import("b"); }', "2:3: import is refused"],
    ["const u = import.meta.url;", "1:11: import is refused"],
    ['import fs = require("fs");', "1:1: import is refused"],
    ['type A = import("b").B;', "1:10: import is refused"],
    ['const text = `\n${await1(import("b"))}`;', "2:10: import is refused"],
    ['export { score } from "b";', "1:1: export from another module is refused"],
    ['export * from "b";', "1:1: export from another module is refused"],
    ['export * as c from "b";', "1:1: export from another module is refused"],
    ["namespace N { export const a = 1; }", "1:1: namespace is refused"],
    ["export = { score };", "1:1: export = is refused"],
    ["export async function score() {}", "1:8: async is refused: a policy answers at once"],
    ["const f = async () => 1;", "1:11: async is refused"],
    ["const o = { async score() {} };", "1:13: async is refused"],
    ["function score( {", '1:18: SyntaxError: Unexpected token, expected ","'],
    ["const a = 1;\nconst b = ;", "2:11: SyntaxError: Unexpected token"],
    ["const a: number = 1;\nconst b: string = '', a: number = 2;", "2:23: SyntaxError: Identifier 'a' has already been declared"],
    ["if (1) {\n  break;\n}", "2:3: SyntaxError: Unsyntactic break"],
    ["const $_own = 1;", "1:7: SyntaxError"],
    // What would end the function around the text, and run outside.
    ["}); fetch('x'); (() => {", "1:1: SyntaxError"],
    ["function score() {}\n};\nfetch('x');\n{", "2:1: SyntaxError"],
  ])("%s", (text, complaint) => {
    expect(refusal(text)).toContain(complaint);
  });

  it.each(['const o = { import: 1, async: 2 };\no.import + o.async;\nconst s = "import(1)"; // import x', "const async = 1;\nasync;"])(
    "%s is no such thing",
    (text) => {
      expect(refusal(text)).toBe("");
    },
  );
});
