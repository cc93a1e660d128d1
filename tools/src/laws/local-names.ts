/** Tells whether a name at some place of a syntax tree is a parameter or a variable of a function around it, and so no global. */
import { isNode, type SyntaxNode } from "./syntax-walk.ts";

/** @param parents from the nearest to the root; what the module itself declares does not count */
export function isLocalName(name: string, parents: readonly SyntaxNode[]): boolean {
  return parents.some((parent) => parent.type !== "Program" && declaredBy(parent).some((pattern) => binds(pattern, name)));
}

/** The patterns that a node declares for what is inside it. */
function declaredBy(node: SyntaxNode): readonly unknown[] {
  const params = Array.isArray(node.params) ? (node.params as unknown[]) : [];
  const statements = [node.init, node.left, ...(Array.isArray(node.body) ? (node.body as unknown[]) : [])];
  const declarations = statements.filter(isNode).filter(({ type }) => type === "VariableDeclaration");
  return [...params, ...declarations.flatMap((each) => (each.declarations as SyntaxNode[]).map(({ id }) => id))];
}

function binds(pattern: unknown, name: string): boolean {
  if (!isNode(pattern)) return false;
  switch (pattern.type) {
    case "Identifier":
      return pattern.name === name;
    case "ObjectPattern":
      return (pattern.properties as SyntaxNode[]).some((each) => binds(each.type === "RestElement" ? each : each.value, name));
    case "ArrayPattern":
      return (pattern.elements as unknown[]).some((each) => binds(each, name));
    case "AssignmentPattern":
      return binds(pattern.left, name);
    case "RestElement":
      return binds(pattern.argument, name);
    case "TSParameterProperty":
      return binds(pattern.parameter, name);
    default:
      return false;
  }
}
