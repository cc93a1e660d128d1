/** Runs the steps of a recording through Orrery's control loops. */
import { ControllerManager } from "@orrery/sim-core/controllers";
import { Engine, Phase, randomStreams } from "@orrery/sim-core/engine";
import type { PodSpec } from "@orrery/sim-core/model";
import { Store } from "@orrery/sim-core/store";
import type { ApiObject, PodRecord } from "@orrery/sim-core/store";
import { StableNames } from "./stable-names.ts";
import type { Recording, Step } from "./recording.ts";
import { ScriptedKubelets } from "./scripted-kubelets.ts";
import { strategicMerge } from "./strategic-merge.ts";

const WATCH_DELAY_US = 5_000;

/** @returns the store at the end, with all facts, and the names by which the recording calls its objects. */
export function replay({ scenario }: Recording): { readonly store: Store; readonly names: StableNames } {
  const engine = new Engine();
  const store = new Store(engine);
  for (const node of scenario.nodes) store.addNode(node, "");
  const names = new StableNames(store);
  const heartbeats = { leaseRenewedUs: (_: number, nowUs: number) => nowUs };
  void new ControllerManager({ engine, store, watchDelayUs: WATCH_DELAY_US, streams: randomStreams("recording"), heartbeats });
  void new ScriptedKubelets(engine, store, scenario.kubelet ?? {}, (pod) => names.rootOf(pod));
  const kind = engine.registerKind("step", Phase.arrival, (at) => carryOut(store, names, scenario.steps[at]!));
  engine.addArrivals(kind, { timeUs: Float64Array.from(scenario.steps, ({ t }) => Math.round(t * 1e6)) });
  engine.advance(scenario.until * 1e6);
  return { store, names };
}

function carryOut(store: Store, names: StableNames, step: Step): void {
  const { op, kind = "", name = "" } = step;
  if (op === "create") for (const object of step.objects!) create(store, object);
  else if (op === "patch") update(store, kind, name, (object) => strategicMerge(object, step.patch) as ApiObject);
  else if (op === "scale")
    update(store, kind, name, (object) => ({ ...object, spec: { ...(object["spec"] as object), replicas: step.replicas } }));
  else if (op === "delete" && kind !== "Pod") remove(store, store.state.objects.get(`${kind}/default/${name}`)!, step.propagationPolicy);
  else if (op === "delete") store.deletePod(podNamed(store, names, name).id);
  else if (op === "relabel") relabel(store, podNamed(store, names, name), step.labels!);
  else store.finishPod(podNamed(store, names, name).id, step.status!.phase === "Succeeded");
}

function create(store: Store, object: ApiObject): void {
  const { kind, metadata } = object;
  if (kind === "Pod") {
    const { labels, annotations } = metadata;
    const podMetadata = { namespace: "default", ...(labels && { labels }), ...(annotations && { annotations }) };
    const source = { metadata: podMetadata, spec: object["spec"] as PodSpec, workload: metadata.name };
    store.createPod(`default/${metadata.name}`, store.addPodPayload({ source, durationUs: Infinity }));
    return;
  }
  store.setObject({ ...object, metadata: { ...metadata, namespace: "default", uid: `${kind}-${metadata.name}`, generation: 1 } });
}

function update(store: Store, kind: string, name: string, change: (object: ApiObject) => ApiObject): void {
  const object = store.state.objects.get(`${kind}/default/${name}`)!;
  const changed = change(object);
  const metadata = { ...changed.metadata, generation: (object.metadata.generation ?? 0) + 1 };
  store.setObject({ ...changed, metadata });
}

/** With the policy Orphan, which Orrery's collector does not have, the script lets the pods go as the collector would. */
function remove(store: Store, object: ApiObject, policy: string | undefined): void {
  const { uid } = object.metadata;
  for (const pod of policy === "Orphan" ? store.state.pods : []) {
    const { ownerReferences: owners = [], ...metadata } = pod.source.metadata;
    if (pod.removed || !owners.some((owner) => owner.uid === uid)) continue;
    const ownerReferences = owners.filter((owner) => owner.uid !== uid);
    store.updatePod(pod.id, { ...pod.source, metadata: { ...metadata, ownerReferences } });
  }
  store.removeObject(object);
}

function relabel(store: Store, { id, source }: PodRecord, labels: Readonly<Record<string, string>>): void {
  store.updatePod(id, { ...source, metadata: { ...source.metadata, labels: { ...source.metadata.labels, ...labels } } });
}

function podNamed(store: Store, names: StableNames, name: string): PodRecord {
  return store.state.pods.find((pod) => names.podName(pod) === name)!;
}
