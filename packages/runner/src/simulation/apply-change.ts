/** Carries out one change of the timeline as commands to the store. */
import type { NodeAction } from "@orrery/sim-core/kubelet";
import type { Store } from "@orrery/sim-core/store";
import { applyWorkload, scaleWorkload } from "./apply-workload.ts";
import type { Change } from "./simulation-input.ts";

/** What a fault of the timeline does; it returns why it could not be done. */
export type ActOnNode = (nodeName: string, action: NodeAction) => string | undefined;

/** @returns why the cluster refused, in the API server's words; undefined: done */
export function applyChange(store: Store, change: Change, actOnNode: ActOnNode): string | undefined {
  switch (change.kind) {
    case "addNode":
      return store.addNode(change.node.node, change.node.pool);
    case "updateNode": {
      const id = store.state.nodeIds.get(change.nodeName);
      return id === undefined ? `nodes "${change.nodeName}" not found` : store.updateNode(change.update(store.state.nodes[id]!.node));
    }
    case "removeNode":
      return store.removeNode(change.nodeName);
    case "setObject":
      store.setObject(change.object);
      return undefined;
    case "removeObject":
      return store.removeObject(change.object);
    case "applyWorkload":
      applyWorkload(store, change.object);
      return undefined;
    case "scaleWorkload":
      return scaleWorkload(store, change.target, change.replicas);
    case "createPod":
      return store.createPod(change.key, store.addPodPayload({ source: change.source, durationUs: change.durationUs }));
    case "deletePod": {
      const { key, graceSeconds } = change;
      const because = { by: "user", reason: "Deleted" };
      return withPod(store, key, (id) => store.deletePod(id, graceSeconds === undefined ? { because } : { graceSeconds, because }));
    }
    case "actOnNode":
      return actOnNode(change.nodeName, change.action);
    case "updatePod":
      return withPod(store, change.key, (id) => store.updatePod(id, change.update(store.state.pods[id]!.source)));
  }
}

function withPod(store: Store, key: string, command: (id: number) => string | undefined): string | undefined {
  const id = store.state.podIds.get(key);
  return id === undefined ? `pods "${key}" not found` : command(id);
}
