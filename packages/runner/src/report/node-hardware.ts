/** What machines have, and how much more their nodes offer. */
import { quantityMilliValue, quantityValue } from "@orrery/sim-core/model";
import type { Node } from "@orrery/sim-core/model";
import type { InputNode, RunHistory } from "../simulation/index.ts";

export interface NodeHardware {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly allocatableCores: number;
}

/** @returns what is known of a node by its object: of those of the input their machine, of others what they report themselves */
export function hardwareReader({ nodes, timeline }: RunHistory["input"]): (node: Node) => NodeHardware {
  const joining = timeline.flatMap(({ change }) => (change.kind === "addNode" ? [change.node] : []));
  const known = new Map<string, InputNode>([...nodes, ...joining].map((each) => [each.node.metadata.name, each]));
  return (node) => {
    const input = known.get(node.metadata.name);
    if (input === undefined) return reported(node);
    const { cores, memoryBytes, allocatableCores } = reported(input.node);
    const { hardware } = input;
    return {
      cores: hardware.milliCpu > 0 ? hardware.milliCpu / 1000 : cores,
      memoryBytes: hardware.memoryBytes > 0 ? hardware.memoryBytes : memoryBytes,
      allocatableCores,
    };
  };
}

function reported({ status }: Node): NodeHardware {
  const capacity = status?.capacity ?? status?.allocatable;
  return {
    cores: quantityMilliValue(capacity?.["cpu"] ?? 0) / 1000,
    memoryBytes: quantityValue(capacity?.["memory"] ?? 0),
    allocatableCores: quantityMilliValue(status?.allocatable?.["cpu"] ?? 0) / 1000,
  };
}
