/**
 * Kubernetes' strategic merge patch: maps merge by key, null removes, lists with a merge key merge item by item, all other lists are
 * replaced.
 *
 * Source: apimachinery pkg/util/strategicpatch/patch.go; merge keys: the tags `patchStrategy` of staging/src/k8s.io/api.
 *
 * Not modelled: `$setElementOrder` and `$deleteFromPrimitiveList`, which only kubectl's own patches carry.
 */

/** A directive that is not known: the API server would refuse it, or it is not modelled. */
export class PatchError extends Error {
  override readonly name = "PatchError";
}

/**
 * @param target what there is; stays as it is
 * @throws PatchError for a directive that is not known
 */
export function strategicMerge(target: unknown, patch: unknown): unknown {
  return isMap(patch) ? mergeMaps(isMap(target) ? target : {}, patch) : patch;
}

type Fields = Readonly<Record<string, unknown>>;

function mergeMaps(target: Fields, patch: Fields): Fields {
  const { $patch: directive, $retainKeys: retained, ...changes } = patch;
  checkDirectives(directive, changes);
  if (directive === "delete") return {};
  const merged: Record<string, unknown> = directive === "replace" ? {} : { ...target };
  if (Array.isArray(retained)) for (const key of Object.keys(merged)) if (!retained.includes(key)) delete merged[key];
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete merged[key];
    else merged[key] = Array.isArray(value) ? mergeLists(merged[key], value, key) : strategicMerge(merged[key], value);
  }
  return merged;
}

function checkDirectives(directive: unknown, changes: Fields): void {
  if (directive !== undefined && directive !== "replace" && directive !== "delete" && directive !== "merge")
    throw new PatchError(`$patch: found ${JSON.stringify(directive)}; accepted: replace, delete, merge`);
  const unknown = Object.keys(changes).find((key) => key.startsWith("$"));
  if (unknown !== undefined) throw new PatchError(`${unknown}: no known directive; accepted: $patch, $retainKeys`);
}

function mergeLists(target: unknown, patch: readonly unknown[], field: string): readonly unknown[] {
  const items = patch.filter((item) => !(isMap(item) && Object.keys(item).length === 1 && item["$patch"] === "replace"));
  const live: readonly unknown[] = items.length < patch.length || !Array.isArray(target) ? [] : (target as readonly unknown[]);
  if (field === "finalizers") return [...live, ...items.filter((item) => !live.includes(item))];
  const key = mergeKey(field, items);
  if (key === undefined || !items.every((item) => isMap(item) && item[key] !== undefined)) return items;
  const named = (item: unknown): unknown => (isMap(item) ? item[key] : undefined);
  const position = (item: unknown): number => live.findIndex((each) => named(each) === named(item));
  const merged = items.filter((item) => (item as Fields)["$patch"] !== "delete").map((item) => strategicMerge(live[position(item)], item));
  const others = live.filter((each) => !items.some((item) => named(item) === named(each)));
  return interleaved(others, merged, position);
}

/** What stands in the list already keeps its order; what is new goes before what the patch does not name. */
function interleaved(others: readonly unknown[], merged: readonly unknown[], position: (item: unknown) => number): readonly unknown[] {
  const list: unknown[] = [];
  let at = 0;
  for (const item of merged) {
    while (at < others.length && position(item) >= 0 && position(others[at]) < position(item)) list.push(others[at++]);
    list.push(item);
  }
  return [...list, ...others.slice(at)];
}

/** Of lists that merge; the ports of containers and of Services go by different keys. */
const MERGE_KEYS: ReadonlyMap<string, string> = new Map([
  ["containers", "name"],
  ["initContainers", "name"],
  ["ephemeralContainers", "name"],
  ["volumes", "name"],
  ["env", "name"],
  ["imagePullSecrets", "name"],
  ["resourceClaims", "name"],
  ["schedulingGates", "name"],
  ["volumeMounts", "mountPath"],
  ["volumeDevices", "devicePath"],
  ["topologySpreadConstraints", "topologyKey"],
  ["hostAliases", "ip"],
  ["ownerReferences", "uid"],
  ["conditions", "type"],
  ["addresses", "type"],
]);

function mergeKey(field: string, items: readonly unknown[]): string | undefined {
  if (field !== "ports") return MERGE_KEYS.get(field);
  return items.some((item) => isMap(item) && item["containerPort"] !== undefined) ? "containerPort" : "port";
}

function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
