/** Finds circles of imports between files, types included: who can't be read alone can't be changed alone. */
import path from "node:path";
import { moduleImports } from "./module-imports.ts";
import type { ProjectFile } from "./project-files.ts";

/** Each circle once, as the files on it in the order of import, the first repeated at the end. */
export function importCycles(files: readonly ProjectFile[]): string[][] {
  const known = new Set(files.map((file) => file.path));
  const graph = new Map(files.map((file) => [file.path, targets(file, known)] as const));
  const cycles: string[][] = [];
  const state = new Map<string, "open" | "done">();
  const way: string[] = [];
  const visit = (file: string) => {
    state.set(file, "open");
    way.push(file);
    for (const next of graph.get(file) ?? []) {
      if (state.get(next) === "open") cycles.push([...way.slice(way.indexOf(next)), next]);
      else if (state.get(next) === undefined) visit(next);
    }
    way.pop();
    state.set(file, "done");
  };
  for (const file of graph.keys()) if (state.get(file) === undefined) visit(file);
  return cycles;
}

function targets(file: ProjectFile, known: ReadonlySet<string>): string[] {
  return moduleImports(file)
    .map(({ specifier }) => resolve(file.path, specifier))
    .filter((target) => known.has(target));
}

/** The file that an import means: relative, or a room of another package. */
function resolve(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  const room = /^@orrery\/([^/]+)\/(.+)$/.exec(specifier);
  if (room === null) return specifier;
  const folder = ["tools", "bench"].includes(room[1] ?? "") ? room[1] : `packages/${room[1]}`;
  return `${folder}/src/${room[2]}/index.ts`;
}
