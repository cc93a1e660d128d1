/** Users' changes of Deployments and ReplicaSets: what the API server makes of an apply and of a scale. */
import { objectKey } from "@orrery/sim-core/store";
import type { ApiObject, Store } from "@orrery/sim-core/store";

/** Annotations under this prefix are the controllers' own. */
const CONTROLLERS_PREFIX = "deployment.kubernetes.io/";

/**
 * Creates the object, or gives it the spec, labels and annotations of the manifest. The generation rises with the spec; what changes
 * nothing is not written.
 *
 * Source: pkg/registry/apps/{deployment,replicaset}/strategy.go.
 */
export function applyWorkload(store: Store, object: ApiObject): void {
  const current = store.state.objects.get(objectKey(object));
  if (current === undefined) {
    // A second object of a name has another identity than the first: what the first owned is not its own.
    const uid = `${object.metadata.uid ?? object.metadata.name}-${store.log.length}`;
    store.setObject({ ...object, metadata: { ...object.metadata, uid, generation: 1 } });
    return;
  }
  const kept = Object.entries(current.metadata.annotations ?? {}).filter(([key]) => key.startsWith(CONTROLLERS_PREFIX));
  const { labels: _, annotations: __, ...identity } = current.metadata;
  const { labels, annotations } = object.metadata;
  const metadata = {
    ...identity,
    ...(labels === undefined ? {} : { labels }),
    annotations: { ...annotations, ...Object.fromEntries(kept) },
  };
  const spec = object["spec"];
  const isSameSpec = JSON.stringify(current["spec"]) === JSON.stringify(spec);
  if (!isSameSpec) store.setObject({ ...current, metadata: { ...metadata, generation: nextGeneration(current) }, spec });
  else if (userText(metadata) !== userText(current.metadata)) store.setObject({ ...current, metadata });
}

/** @returns why the API server refused, in its words; undefined: done */
export function scaleWorkload(store: Store, target: Pick<ApiObject, "kind" | "metadata">, replicas: number): string | undefined {
  const current = store.state.objects.get(objectKey(target));
  if (current === undefined) return `${target.kind.toLowerCase()}s.apps "${target.metadata.name}" not found`;
  const spec = current["spec"] as { readonly replicas?: number };
  if ((spec.replicas ?? 1) === replicas) return undefined;
  const metadata = { ...current.metadata, generation: nextGeneration(current) };
  store.setObject({ ...current, metadata, spec: { ...spec, replicas } });
  return undefined;
}

function nextGeneration({ metadata }: ApiObject): number {
  return (metadata.generation ?? 1) + 1;
}

/** What a user writes of an object's metadata, to be compared. */
function userText({ labels, annotations }: ApiObject["metadata"]): string {
  const entries = [labels, annotations].map((record) => Object.entries(record ?? {}).map((entry) => entry.join("=")));
  return JSON.stringify(entries.map((list) => list.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))));
}
