/** Whatever is typed, a policy is compiled or refused with a place; nothing else is thrown, and the program is one function. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PolicyError } from "../own-policy/index.ts";
import { compilePolicy } from "./index.ts";

const SOUND = `interface A<T extends object = {}> { readonly [name: string]: T | undefined }
enum Kind { a = 1, b = "x", c }
type Fn = (a: number, ...rest: readonly string[]) => asserts a is number;
declare const outside: number;
abstract class B<T> extends Array<T> implements A<object> {
  private static x?: number = 1;
  constructor(readonly y: number) { super(); }
  get z(): number { return this.y!; }
}
export const weight: number = 5, table = { a: [1, 2], "b-c": (x: number) => x ** 2 } satisfies object;
const text = \`\${weight} \${\`\${weight as unknown as string}\`}\`, re = /[/\\]a]+/g;
export function filter(this: void, pod: PolicyPod, node?: PolicyNode): string | undefined { return pod?.labels["a"] ?? undefined; }
export { weight as w, type Fn };
export default { score: <T,>(p: T): number => { for (const k of [p]) if (k) return 1 /2/ 3; label: while (true) break label; return 0; } };
`;
const PIECES = [
  "{",
  "}",
  "(",
  ")",
  "`",
  "${",
  "'",
  '"',
  "/",
  "/*",
  "*/",
  "//",
  "=>",
  "export",
  "export default",
  "export {",
  "as",
  "<",
  ">",
  "enum",
  "type",
  "class",
  "async",
  "import",
  ";",
  ",",
  "\n",
  "\r\n",
  "...",
  "?.",
  "!",
  "@",
  "#",
  "\\",
  "\u2028",
  "\0",
  "é",
  "namespace",
  "declare",
  "abstract",
  "= ",
  ": ",
  "0x",
  "1n",
  "<!--",
  "-->",
];

describe("compilePolicy", () => {
  it("compiles or refuses, with a place in the text", () => {
    const edit = fc.record({ at: fc.nat(SOUND.length), length: fc.nat(12), piece: fc.constantFrom("", ...PIECES) });
    const edited = fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
      let text = SOUND;
      for (const { at, length, piece } of edits) text = text.slice(0, at) + piece + text.slice(at + length);
      return text;
    });
    const made = fc.array(fc.constantFrom(...PIECES, "score", "filter", " ", "x"), { maxLength: 24 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(edited, made), (text) => {
        try {
          const { expression } = compilePolicy(text);
          expect(expression.startsWith("() => {")).toBe(true);
        } catch (error) {
          if (!(error instanceof PolicyError)) throw error;
          const { line, column } = error.place;
          expect(line).toBeLessThanOrEqual(text.split("\n").length);
          expect(line).toBeGreaterThanOrEqual(0);
          expect(column).toBeGreaterThanOrEqual(line === 0 ? 0 : 1);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it("compiles what is sound", () => {
    expect(() => compilePolicy(SOUND)).not.toThrow();
  });
});
