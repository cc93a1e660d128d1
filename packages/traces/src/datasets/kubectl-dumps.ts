/** Nodes, pods, other objects and events of a cluster of 60 nodes as kubectl prints them. */
import { filesAt } from "./dataset.ts";
import type { Dataset } from "./dataset.ts";

export const KUBECTL: Dataset = {
  name: "kubectl-dumps",
  title: "Nodes, pods, other objects and events of a cluster of 60 nodes as kubectl prints them",
  licence: "Made for this project, under its licence",
  citation: "None needed",
  readable: true,
  files: filesAt(undefined, [
    ["sixty-nodes/events.json", 403080, "fc0518801d10cf4219ff9a7e8057c26c2bc72abf9b40798c9b273452b44110cf", "kubernetes-json"],
    ["sixty-nodes/everything.json", 1971895, "b4cb19ba91a59398d0f98f0c8c17ea902322bd5cceb31d83cb85b9ed1812f7dd", "kubernetes-json"],
    ["sixty-nodes/nodes-pods.json", 1625776, "865ab9a16edbbd99766f260ae0a4020102a6a7a1ae06daf77e60fe7a00d67701", "kubernetes-json"],
    ["sixty-nodes/nodes-pods.yaml", 773750, "fe968737152af88da5e6ca628ed3de11b818788498bd30b82cce2812396646ef", "kubernetes-yaml"],
  ]),
};
