/** Finds state that belongs to a module instead of to a run: two runs in one process would share it. */
import { type SyntaxNode, walkSyntax } from "./syntax-walk.ts";

export interface Finding {
  start: number;
  what: string;
}

/**
 * Module-level `let` and `var`, collections that nothing declares read-only, static fields that can be set, and constants of the
 * module that some function changes.
 */
export function mutableModuleState(program: SyntaxNode): Finding[] {
  const found: Finding[] = [];
  const constants = new Set<string>();
  for (const statement of program.body as SyntaxNode[]) {
    const declaration = statement.type === "ExportNamedDeclaration" ? (statement.declaration as SyntaxNode | null) : statement;
    if (declaration?.type !== "VariableDeclaration" || declaration.declare === true) continue;
    if (declaration.kind !== "const") {
      const what = `module-level ${String(declaration.kind)} is shared by all runs; make it a field of what a run owns`;
      found.push({ start: declaration.start, what });
    }
    for (const declarator of declaration.declarations as SyntaxNode[]) {
      const id = declarator.id as SyntaxNode;
      if (id.type === "Identifier") constants.add(String(id.name));
      const what = mutableCollection(id, declarator.init as SyntaxNode | null);
      if (what !== "") found.push({ start: declarator.start, what });
    }
  }
  walkSyntax(program, (node, parents) => {
    if (node.type === "PropertyDefinition" && node.static === true && node.readonly !== true) {
      const what = "a static field that can be set is shared by all runs; make it readonly or a field of the run";
      found.push({ start: node.start, what });
    }
    const changed = changedRoot(node);
    if (changed !== "" && constants.has(changed) && !isShadowed(changed, parents)) {
      found.push({ start: node.start, what: `changes ${changed}, which belongs to the module and so to all runs` });
    }
  });
  return found;
}

/** `new Map()` and the like, `[]` and `{}`, unless the declared type is not one of those that can be changed. */
function mutableCollection(id: SyntaxNode, init: SyntaxNode | null): string {
  if (init === null || !isChangeable(id.typeAnnotation as SyntaxNode | null | undefined)) return "";
  const name = String(id.name);
  if (init.type === "NewExpression") {
    const made = String((init.callee as SyntaxNode).name);
    if (COLLECTION.test(made)) {
      return `${name} is a ${made} of the module; declare it read-only (Readonly${made}, readonly [...]) or let the run own it`;
    }
  }
  const empty =
    (init.type === "ArrayExpression" && (init.elements as unknown[]).length === 0) ||
    (init.type === "ObjectExpression" && (init.properties as unknown[]).length === 0);
  return empty ? `${name} begins empty, so it is there to be filled: let the run own it, declare it readonly, or freeze it` : "";
}

const COLLECTION = /^(Map|Set|WeakMap|WeakSet|Array|ArrayBuffer|DataView|\w+Array)$/;

/** Whether a declared type, or none, lets its value be changed. A named type of the project is taken at its word. */
function isChangeable(annotation: SyntaxNode | null | undefined): boolean {
  const type = annotation?.typeAnnotation as SyntaxNode | undefined;
  if (type === undefined) return true;
  if (type.type === "TSTypeReference") return CHANGEABLE.test(String((type.typeName as SyntaxNode).name));
  return type.type === "TSArrayType" || type.type === "TSTypeLiteral";
}

const CHANGEABLE = /^(?!Readonly)(Map|Set|WeakMap|WeakSet|Array|Record|Partial|\w+Array)$/;

/** The name at the root of what a node changes: `a` in `a.b = 1`, `a[0]++`, `delete a.b`, `a.push(1)`; "" when it changes nothing. */
function changedRoot(node: SyntaxNode): string {
  if (node.type === "AssignmentExpression") return memberRoot(node.left as SyntaxNode);
  if (node.type === "UpdateExpression") return memberRoot(node.argument as SyntaxNode);
  if (node.type === "UnaryExpression" && node.operator === "delete") return memberRoot(node.argument as SyntaxNode);
  if (node.type !== "CallExpression") return "";
  const callee = node.callee as SyntaxNode;
  const method = callee.type === "MemberExpression" ? String((callee.property as SyntaxNode).name) : "";
  const object = callee.object as SyntaxNode | undefined;
  return CHANGING_METHODS.has(method) && object?.type === "Identifier" ? String(object.name) : "";
}

const CHANGING_METHODS: ReadonlySet<string> = new Set([
  "set",
  "add",
  "delete",
  "clear",
  "push",
  "pop",
  "shift",
  "unshift",
  "splice",
  "sort",
  "reverse",
  "fill",
  "copyWithin",
]);

function memberRoot(node: SyntaxNode): string {
  if (node.type !== "MemberExpression") return "";
  let object = node.object as SyntaxNode;
  while (object.type === "MemberExpression") object = object.object as SyntaxNode;
  return object.type === "Identifier" ? String(object.name) : "";
}

/** A parameter or local of an enclosing function has the same name. */
function isShadowed(name: string, parents: readonly SyntaxNode[]): boolean {
  return parents.some((parent) => {
    const params = (parent.params as SyntaxNode[] | undefined) ?? [];
    const isFunction = parent.type.includes("Function");
    if (isFunction && params.some((param) => names(param).includes(name))) return true;
    if (parent.type !== "BlockStatement") return false;
    return (parent.body as SyntaxNode[]).some(
      (statement) =>
        statement.type === "VariableDeclaration" &&
        (statement.declarations as SyntaxNode[]).some((declarator) => names(declarator.id as SyntaxNode).includes(name)),
    );
  });
}

/** All names that a pattern binds. */
function names(pattern: SyntaxNode): string[] {
  const bound: string[] = [];
  walkSyntax(pattern, (node) => {
    if (node.type === "Identifier") bound.push(String(node.name));
  });
  return bound;
}
