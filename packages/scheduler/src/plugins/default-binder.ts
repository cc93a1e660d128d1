/**
 * DefaultBinder: binds a pod to a node by a write to the API server. Source:
 * pkg/scheduler/framework/plugins/defaultbinder/default_binder.go, v1.36.2.
 *
 * Not modelled here: the write itself. It leaves the scheduler as a command of the component that runs it, with that component's
 * delays; a profile without any binder cannot place pods.
 */
import type { Plugin } from "../framework/index.ts";

export const DEFAULT_BINDER = "DefaultBinder";

/** The plugin; it takes no arguments. */
export function newDefaultBinder(): Plugin {
  return { name: DEFAULT_BINDER, bind: (pod, node) => ({ namespace: pod.namespace, name: pod.name, uid: pod.uid, nodeName: node.name }) };
}
