/** Paths as manifests write them, with `/`, on any host. */

/** Without `.`, without `..` that something stands before, and without doubled slashes: `a/../b//c` is `b/c`. */
export function plainPath(path: string): string {
  const rooted = /^[/\\]/.test(path);
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !rooted) parts.push(part);
  }
  return (rooted ? "/" : "") + parts.join("/");
}

/** How a file names `path` when it lies in `folder`: `a/b` to `a/c/x` is `../c/x`. Both relative to one place, or both absolute. */
export function relativePath(folder: string, path: string): string {
  const from = plainPath(folder).split("/").filter(Boolean);
  const to = plainPath(path).split("/").filter(Boolean);
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same += 1;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
}

export function isAbsolute(path: string): boolean {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path);
}

export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "" : path.slice(0, Math.max(end, 1));
}
