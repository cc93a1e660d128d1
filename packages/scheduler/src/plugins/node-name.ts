/** NodeName: a pod that names its node fits no other. Source: pkg/scheduler/framework/plugins/nodename/node_name.go, v1.36.2. */
import { Action, unresolvable } from "../framework/index.ts";
import type { Plugin } from "../framework/index.ts";

export const NODE_NAME = "NodeName";

const OTHER_NODE = unresolvable(NODE_NAME, "node(s) didn't match the requested node name");

/** The plugin; it takes no arguments. */
export function newNodeName(): Plugin {
  return {
    name: NODE_NAME,
    // `spec.nodeName` is not part of the template, but pods with one are bound already: only pods without reach the queue.
    filterReads: "node",

    passesEveryNode: (_state, pod) => (pod.pod.spec.nodeName ?? "") === "",

    filter(_state, pod, node) {
      const wanted = pod.pod.spec.nodeName;
      return wanted === undefined || wanted === "" || wanted === node.name ? undefined : OTHER_NODE;
    },

    eventsToRegister: () => [{ event: { resource: "Node", action: Action.Add } }],
    signPod: (pod) => pod.pod.spec.nodeName ?? "",
  };
}
