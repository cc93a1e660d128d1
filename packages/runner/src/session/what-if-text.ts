/** What-ifs in words. */
import type { TemplateChange } from "./template-change.ts";
import type { NodeChoice, NodeFaultKind, WhatIf } from "./what-if-change.ts";

/** One sentence a change, for people. */
export function whatIfText(change: WhatIf): string {
  switch (change.do) {
    case "removeNodes":
      return `lose ${choiceText(change.nodes)}`;
    case "fault": {
      const length = change.forSeconds === undefined ? "for good" : `for ${change.forSeconds} s`;
      return `${FAULT_WORDS[change.fault]} ${choiceText(change.nodes)} ${length}`;
    }
    case "cordon":
    case "uncordon":
      return `${change.do} ${choiceText(change.nodes)}`;
    case "addNodes":
      return `add ${change.count} ${change.count === 1 ? "node" : "nodes"} to ${change.pool}`;
    case "oversell":
      return `sell the CPU of ${change.pool} ${change.ratio} times`;
    case "scale":
      return `scale ${change.kind} ${change.name} to ${change.replicas}`;
    case "template":
      return templateChangeText(change);
    case "deletePod":
      return `delete pod ${change.key}`;
    case "policy": {
      const weights = Object.entries(change.weights).map(([plugin, weight]) => `${plugin} ×${weight}`);
      return [`schedule by ${change.strategy}`, ...weights].join(", ");
    }
  }
}

const FAULT_WORDS: Readonly<Record<NodeFaultKind, string>> = {
  crash: "crash",
  reboot: "reboot",
  stopKubelet: "stop the kubelet of",
  hangRuntime: "hang the container runtime of",
};

/** The nodes that are meant. */
export function choiceText({ names, pool, label }: NodeChoice): string {
  if (names !== undefined) return names.length === 1 ? `node ${names[0]}` : `${names.length} nodes`;
  if (pool !== undefined) return `pool ${pool}`;
  return label === undefined ? "all nodes" : `${label.key.slice(label.key.lastIndexOf("/") + 1)} ${label.value}`;
}

function templateChangeText(change: TemplateChange): string {
  const said: string[] = [];
  if (change.image !== undefined) said.push(`image ${change.image}`);
  const amounts = {
    "CPU request": change.cpuRequest,
    "memory request": change.memoryRequest,
    "CPU limit": change.cpuLimit,
    "memory limit": change.memoryLimit,
  };
  for (const [what, amount] of Object.entries(amounts)) if (amount !== undefined) said.push(`${what} ${amount}`);
  for (const [field, value] of Object.entries(change.probes ?? {})) said.push(`probes' ${field} ${value}`);
  return `roll out ${change.name} with ${said.join(", ") || "the same template"}`;
}
