/** The part of Kubernetes' strategic merge patch that the recordings use: maps merge, lists of named things merge by name. */

export function strategicMerge(target: unknown, patch: unknown): unknown {
  if (Array.isArray(patch)) return patch.every(isNamed) && Array.isArray(target) ? mergeByName(target, patch) : patch;
  if (!isMap(patch)) return patch;
  const merged: Record<string, unknown> = { ...(isMap(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = strategicMerge(merged[key], value);
  }
  return merged;
}

function mergeByName(target: readonly unknown[], patch: readonly { readonly name: string }[]): unknown[] {
  const left = new Map(patch.map((each) => [each.name, each]));
  const merged = target.map((each) => {
    const change = isNamed(each) ? left.get(each.name) : undefined;
    if (change === undefined) return each;
    left.delete(change.name);
    return strategicMerge(each, change);
  });
  return [...merged, ...left.values()];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNamed(value: unknown): value is { readonly name: string } {
  return isMap(value) && typeof value["name"] === "string";
}
