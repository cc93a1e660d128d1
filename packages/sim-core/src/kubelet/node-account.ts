/** What the pods take of a node that its kubelet has admitted and whose containers have not all ended, beside what there is. */
import { quantityMilliValue, quantityValue } from "../model/index.ts";
import type { NodeRecord } from "../store/index.ts";
import { allocatableRoom, type NodeRoom } from "./admission.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import type { NodeResourcesOptions } from "./node-resources.ts";
import type { PodProgram } from "./pod-program.ts";

export class NodeAccount {
  readonly used: NodeRoom = { pods: 0, milliCpu: 0, memoryBytes: 0, diskBytes: 0 };
  private readonly record: NodeRecord;
  private known: { readonly node: NodeRecord["node"]; readonly room: NodeRoom } | undefined;

  constructor(record: NodeRecord) {
    this.record = record;
  }

  /** As the node's object says now. */
  get allocatable(): Readonly<NodeRoom> {
    const { node } = this.record;
    if (this.known?.node !== node) this.known = { node, room: allocatableRoom(node) };
    return this.known.room;
  }

  add({ requests }: PodProgram, sign: 1 | -1): void {
    this.used.pods += sign;
    this.used.milliCpu += sign * requests.milliCpu;
    this.used.memoryBytes += sign * requests.memoryBytes;
    this.used.diskBytes += sign * requests.diskBytes;
  }
}

/** What the control group of all pods may hold and weighs: the node's capacity less what is reserved, eviction apart. */
export function kubepodsOf({ node }: NodeRecord, settings: KubeletSettings): NodeResourcesOptions {
  const capacity = node.status?.capacity ?? node.status?.allocatable ?? {};
  const memoryCapacityBytes = quantityValue(capacity["memory"] ?? settings.hardware.memoryBytes);
  const milliCpu = capacity["cpu"] === undefined ? settings.hardware.cores * 1000 : quantityMilliValue(capacity["cpu"]);
  const reserved = (name: string, of: "value" | "milliValue"): number =>
    [settings.kubeReserved, settings.systemReserved].reduce((sum, list) => sum + Number(list.get(name)?.[of]() ?? 0), 0);
  const kubepods = {
    memoryBytes: Math.max(memoryCapacityBytes - reserved("memory", "value"), 0),
    milliCpu: Math.max(milliCpu - reserved("cpu", "milliValue"), 0),
  };
  return { settings, kubepods, memoryCapacityBytes };
}
