/** Walks a syntax tree with the way from the root, and turns offsets into lines and columns. */

export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

/** Calls `visit` for every node, parents first; `parents` runs from the node's parent up to the root. */
export function walkSyntax(root: SyntaxNode, visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => void): void {
  const parents: SyntaxNode[] = [];
  const enter = (node: SyntaxNode) => {
    visit(node, parents);
    parents.unshift(node);
    for (const child of Object.values(node)) {
      if (isNode(child)) enter(child);
      else if (Array.isArray(child)) for (const item of child) if (isNode(item)) enter(item);
    }
    parents.shift();
  };
  enter(root);
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as SyntaxNode).type === "string";
}

/** Line and column, both from 1, of an offset in UTF-16 units. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
