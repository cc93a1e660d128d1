/** The mirror pods of a node's own pods: one of each that is not there, named after the node and bound to it. */
import type { NodeRecord, PodRecord, Store } from "../store/index.ts";
import type { StaticPod } from "./kubelet-settings.ts";

/** @returns the pods that have been made. Source: pkg/kubelet/pod/mirror_client.go. */
export function startStaticPods(pods: readonly StaticPod[], { id: nodeId, node }: NodeRecord, store: Store): PodRecord[] {
  const made: PodRecord[] = [];
  for (const { name, source } of pods) {
    const key = `${source.metadata.namespace ?? "default"}/${name}-${node.metadata.name}`;
    const known = store.state.podIds.get(key);
    if (known !== undefined) {
      const { phase } = store.state.pods[known]!;
      if (phase !== "Succeeded" && phase !== "Failed") continue;
      // It has ended with a shutdown, say; its kubelet does not leave it at that.
      store.removePod(known);
    }
    if (store.createPod(key, store.addPodPayload({ source, durationUs: Infinity })) !== undefined) continue;
    const id = store.state.podIds.get(key)!;
    store.bindPod(id, nodeId);
    made.push(store.state.pods[id]!);
  }
  return made;
}
