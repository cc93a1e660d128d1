/**
 * Where the copies of an input lie in a recording: as they lay to one another, so that the copied scenario finds what it names; what lies
 * nowhere near it has a folder of its own.
 */
import path from "node:path";

/**
 * @param scenario one of `paths`, whose relative paths must hold; undefined: the files know nothing of one another
 * @returns for each path the copy's, below the recording's folder, with `/`; no two are equal
 */
export function inputLayout(paths: readonly string[], scenario: string | undefined): ReadonlyMap<string, string> {
  const layout = new Map<string, string>();
  const taken = new Set<string>();
  const put = (name: string, folder: string, rest: string) => {
    let copy = [folder, rest].filter(Boolean).join("/");
    for (let i = 2; taken.has(copy); i++) copy = [folder, i, rest].filter(Boolean).join("/");
    taken.add(copy);
    layout.set(name, `input/${copy}`);
  };
  if (scenario === undefined) {
    for (const each of paths) put(each, "", path.basename(each));
    return layout;
  }
  const folder = path.dirname(path.resolve(scenario));
  const shared = (each: string) => commonFolder(folder, path.dirname(path.resolve(each)));
  const isNear = (each: string) => shared(each) !== path.parse(folder).root || folder === path.parse(folder).root;
  const near = paths.filter(isNear);
  const root = near.reduce((top, each) => commonFolder(top, shared(each)), folder);
  for (const each of near) put(each, "", path.relative(root, path.resolve(each)).split(path.sep).join("/"));
  for (const each of paths) if (!layout.has(each)) put(each, "elsewhere", path.basename(each));
  return layout;
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  for (;;) {
    const rest = path.relative(folder, b);
    if (!rest.startsWith("..") && !path.isAbsolute(rest)) return folder;
    const above = path.dirname(folder);
    if (above === folder) return folder;
    folder = above;
  }
}
