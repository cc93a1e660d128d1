/** What a module imports, read from its syntax tree: static, re-exported, dynamic, and types named by `import("...")`. */
import { parseSync } from "oxc-parser";
import { lineAndColumn, type SyntaxNode, walkSyntax } from "./syntax-walk.ts";
import type { ProjectFile } from "./project-files.ts";

export interface ModuleImport {
  specifier: string;
  /** Only types come through it, so nothing of it is there at run time. */
  typesOnly: boolean;
  line: number;
}

/** The imports of a file in the order of the text. @throws when the file can't be parsed */
export function moduleImports(file: ProjectFile): ModuleImport[] {
  const parsed = parseSync(file.path, file.text);
  if (parsed.errors.length > 0) throw new Error(`${file.path}: ${parsed.errors[0]?.message}`);
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  const found: (ModuleImport & { start: number })[] = [];
  const add = (specifier: string, start: number, typesOnly: boolean) => {
    found.push({ specifier, typesOnly, start, line: lineAndColumn(file.text, start).line });
  };
  for (const { moduleRequest, entries, start } of staticImports) {
    add(moduleRequest.value, start, entries.length > 0 && entries.every((entry) => entry.isType));
  }
  for (const { entries } of staticExports) {
    const requests = new Map(entries.map((entry) => [entry.moduleRequest?.value, entry] as const));
    for (const [specifier, entry] of requests) {
      if (specifier === undefined) continue;
      const typesOnly = entries.every((each) => each.moduleRequest?.value !== specifier || each.isType);
      add(specifier, entry.start, typesOnly);
    }
  }
  for (const { moduleRequest } of dynamicImports) {
    const literal = /^["'`]([^"'`$]+)["'`]$/.exec(file.text.slice(moduleRequest.start, moduleRequest.end));
    if (literal?.[1] !== undefined) add(literal[1], moduleRequest.start, false);
  }
  if (file.text.includes("import(")) {
    walkSyntax(parsed.program as unknown as SyntaxNode, (node) => {
      if (node.type === "TSImportType") add(String((node.source as SyntaxNode).value), node.start, true);
    });
  }
  return found.toSorted((left, right) => left.start - right.start);
}
