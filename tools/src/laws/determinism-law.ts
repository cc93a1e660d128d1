/** What the simulation's own code must not contain, because the same input would not give the same history: read from the syntax tree. */
import { parseSync } from "oxc-parser";
import { isLocalName } from "./local-names.ts";
import { mutableModuleState } from "./module-state.ts";
import type { ProjectFile } from "./project-files.ts";
import { lineAndColumn, type SyntaxNode, walkSyntax } from "./syntax-walk.ts";

/** The packages that the law holds for; their tests may do what they like. */
export const deterministicFolders: readonly string[] = ["packages/sim-core/src/", "packages/scheduler/src/"];

/** Files that break one part of the law for a good reason: the reason, and what of each violation's text is allowed. */
export const determinismExceptions: ReadonlyMap<string, { reason: string; allowed: RegExp }> = new Map([
  [
    "packages/sim-core/src/engine/float-bits.ts",
    {
      reason: "a buffer to read the bits of a double: written and read within one call, so no value outlives it",
      allowed: /(scratch|words)/,
    },
  ],
]);

/** The violations of one file: `file:line:column: what it is, and why or what instead`. */
export function determinismViolations(file: ProjectFile): string[] {
  const parsed = parseSync(file.path, file.text, { preserveParens: false });
  if (parsed.errors.length > 0) return [`${file.path}:1:1: can't be parsed: ${parsed.errors[0]?.message}`];
  const found: { start: number; what: string }[] = [];
  const program = parsed.program as unknown as SyntaxNode;
  const constants = numericConstants(program);
  walkSyntax(program, (node, parents) => {
    const what = violation(node, parents, constants);
    if (what !== "") found.push({ start: node.start, what });
  });
  found.push(...mutableModuleState(program));
  return found
    .toSorted((left, right) => left.start - right.start)
    .map(({ start, what }) => {
      const { line, column } = lineAndColumn(file.text, start);
      return `${file.path}:${line}:${column}: ${what}`;
    });
}

/** Names of the outside world, and why each is forbidden. */
const FORBIDDEN_NAMES: ReadonlyMap<string, string> = new Map([
  ...["Date", "performance", "Temporal"].map((name) => [name, "reads the clock; time comes from the engine, as timeUs"] as const),
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "requestAnimationFrame"].map(
    (name) => [name, "waits in real time; emit an event instead"] as const,
  ),
  ...["process", "console", "globalThis", "fetch", "Buffer", "require"].map(
    (name) => [name, "touches the platform; the core cannot reach the world"] as const,
  ),
  ["crypto", "draws true randomness; use a named stream"],
  ["Intl", "depends on the locale and on the version of ICU"],
  ["Promise", "hands the order of events to the platform; the loop is synchronous"],
  ["WeakRef", "shows when garbage is collected"],
  ["FinalizationRegistry", "shows when garbage is collected"],
]);

/** What IEEE 754 or the language fixes to the last bit; everything else in Math may differ between engines. */
const EXACT_MATH: readonly string[] = [
  "abs",
  "ceil",
  "floor",
  "trunc",
  "round",
  "sign",
  "min",
  "max",
  "imul",
  "clz32",
  "fround",
  "sqrt",
  "PI",
  "E",
  "LN2",
  "LN10",
  "LOG2E",
  "LOG10E",
  "SQRT2",
  "SQRT1_2",
];

function violation(node: SyntaxNode, parents: readonly SyntaxNode[], constants: ReadonlySet<string>): string {
  switch (node.type) {
    case "Identifier":
      return forbiddenName(node, parents);
    case "MemberExpression":
      return forbiddenMember(node);
    case "CallExpression":
      return forbiddenCall(node);
    case "BinaryExpression":
      return node.operator === "**" && !isExactPower(node, constants) ? POWER : "";
    case "AssignmentExpression":
      return node.operator === "**=" ? POWER : "";
    case "ForInStatement":
      return "for...in visits integer-like keys in numeric order and inherited ones too; use Map, or Object.keys with a fixed order";
    case "ForOfStatement":
      return node.await === true ? ASYNC : "";
    case "AwaitExpression":
    case "ImportExpression":
      return ASYNC;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node.async === true ? ASYNC : "";
    case "MetaProperty":
      return (node.meta as SyntaxNode).name === "import" ? "import.meta tells where the code lies; the core must not know" : "";
    case "ImportDeclaration":
      return String((node.source as SyntaxNode).value).startsWith("node:") ? NODE_MODULE : "";
    default:
      return "";
  }
}

const NODE_MODULE = "imports a module of Node; the core cannot reach the world";
const POWER = "** of anything but literals may differ between engines in the last bit; multiply, shift, or use the portable functions";
const ASYNC = "asynchronous code hands the order of events to the platform; the loop is synchronous";

function forbiddenName(node: SyntaxNode, parents: readonly SyntaxNode[]): string {
  const name = String(node.name);
  const why = FORBIDDEN_NAMES.get(name);
  const parent = parents[0];
  if (parent === undefined || isMerelyAName(node, parent)) return "";
  if (why !== undefined) return isLocalName(name, parents) ? "" : `${name} ${why}`;
  if (name !== "Math" || parent.type === "MemberExpression") return "";
  return "Math as a value hides which of its functions are used; call them as Math.name";
}

/** A property, key or label of that name says nothing about the global. */
function isMerelyAName(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type === "MemberExpression") return parent.property === node && parent.computed !== true;
  if (parent.type === "TSQualifiedName") return parent.right === node;
  if (parent.type === "ImportSpecifier" || parent.type === "ExportSpecifier" || parent.type === "LabeledStatement") return true;
  return parent.key === node && parent.computed !== true && parent.shorthand !== true;
}

function forbiddenMember(node: SyntaxNode): string {
  const property = memberName(node);
  if (isIdentifier(node.object, "Math")) {
    if (property === "random") return "Math.random has no seed; use a named stream";
    if (EXACT_MATH.includes(property)) return "";
    return `Math.${property || "[...]"} is not the same to the last bit in every engine; use the portable functions`;
  }
  if (property === "localeCompare" || property.startsWith("toLocale")) {
    return `${property} depends on the locale; compare code units with < and >`;
  }
  return "";
}

function forbiddenCall(node: SyntaxNode): string {
  const callee = node.callee as SyntaxNode;
  const args = node.arguments as SyntaxNode[];
  const method = callee.type === "MemberExpression" ? memberName(callee) : "";
  if ((method === "sort" || method === "toSorted") && args.length === 0) {
    return `${method}() without a comparator compares texts; give a total comparator`;
  }
  if (isIdentifier(callee, "seedrandom") || isIdentifier(callee, "alea")) {
    if (args.length === 0) return "a generator without a seed seeds itself from the outside";
    if (args.some(bringsEntropy)) return "the options entropy and global of a generator bring in the outside";
  }
  return "";
}

/** An options object with `entropy` or `global`. */
function bringsEntropy(argument: SyntaxNode): boolean {
  if (argument.type !== "ObjectExpression") return false;
  const keys = (argument.properties as SyntaxNode[]).map((property) => (property.key as SyntaxNode | undefined)?.name);
  return keys.includes("entropy") || keys.includes("global");
}

function memberName(node: SyntaxNode): string {
  const property = node.property as SyntaxNode;
  if (node.computed !== true) return String(property.name);
  return property.type === "Literal" ? String(property.value) : "";
}

function isIdentifier(value: unknown, name: string): boolean {
  const node = value as SyntaxNode;
  return node.type === "Identifier" && node.name === name;
}

/** Powers of small constants are exact everywhere; those of bigints are too, and one operand shows that both are bigints. */
function isExactPower(node: SyntaxNode, constants: ReadonlySet<string>): boolean {
  const [left, right] = [node.left as SyntaxNode, node.right as SyntaxNode];
  if (isBigInt(left) || isBigInt(right)) return true;
  return isConstantNumber(left, constants) && isConstantNumber(right, constants);
}

/** Names of the module's constants that are plain numbers. */
function numericConstants(program: SyntaxNode): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of program.body as SyntaxNode[]) {
    const declaration = statement.type === "ExportNamedDeclaration" ? (statement.declaration as SyntaxNode | null) : statement;
    if (declaration?.type !== "VariableDeclaration" || declaration.kind !== "const") continue;
    for (const { id, init } of declaration.declarations as { id: SyntaxNode; init: SyntaxNode | null }[]) {
      if (init !== null && isConstantNumber(init, found)) found.add(String(id.name));
    }
  }
  return found;
}

function isConstantNumber(node: SyntaxNode, constants: ReadonlySet<string>): boolean {
  if (node.type === "Literal") return typeof node.value === "number";
  if (node.type === "Identifier") return constants.has(String(node.name));
  if (node.type === "UnaryExpression") return isConstantNumber(node.argument as SyntaxNode, constants);
  if (node.type !== "BinaryExpression") return false;
  return isConstantNumber(node.left as SyntaxNode, constants) && isConstantNumber(node.right as SyntaxNode, constants);
}

function isBigInt(node: SyntaxNode): boolean {
  if (node.type === "UnaryExpression") return isBigInt(node.argument as SyntaxNode);
  return node.type === "Literal" && typeof node.value === "bigint";
}
