/** Outages of nodes, at a time or by chance, as actions on nodes: what happens, for how long, and the report's words for it. */
import type { NodeAction } from "@orrery/sim-core/kubelet";
import { quantityValue } from "@orrery/sim-core/model";
import type { RandomStream } from "@orrery/sim-core/engine";
import { randomTime } from "./random-time.ts";
import type { RandomTime } from "./random-time.ts";
import type { FaultEntry, NodeOutages, OutageTarget } from "./timeline-entry.ts";

export interface PlannedOutage {
  readonly kind: NodeAction["kind"];
  /** Verb of the report. */
  readonly words: string;
  readonly target: OutageTarget;
  readonly action: NodeAction;
}

/** What a timeline entry does to nodes; undefined: nothing of this kind. */
export function plannedOutage(entry: NodeOutages): PlannedOutage | undefined {
  const kind = KINDS.find((each) => entry[each] !== undefined);
  if (kind === undefined) return undefined;
  return { kind, words: WORDS[kind], target: entry[kind]!, action: outageMaker(entry)(NO_DRAWS) };
}

/** What a fault does to a node, each time; its length is drawn. */
export function faultMaker(fault: FaultEntry): { readonly words: string; readonly draw: (stream: RandomStream) => NodeAction } {
  const kind = KINDS.find((each) => each !== "recover" && fault[each] !== undefined)!;
  return { words: WORDS[kind], draw: outageMaker(fault) };
}

/** How long until the node is as before; Infinity: not by itself. */
export function outageUs(action: NodeAction): number {
  if (action.kind === "recover") return 0;
  return "downUs" in action ? action.downUs : action.forUs;
}

const KINDS = ["crash", "reboot", "hangRuntime", "stopKubelet", "fillDisk", "recover"] as const;
const WORDS: Readonly<Record<NodeAction["kind"], string>> = {
  crash: "crash",
  reboot: "reboot",
  hangRuntime: "hang the container runtime of",
  stopKubelet: "stop the kubelet of",
  fillDisk: "fill the disk of",
  recover: "recover",
};

/** Both forms: an entry's times are durations, a fault's may be distributions. */
type Outages = Partial<Record<"crash" | "reboot", { readonly down?: RandomTime }>> &
  Partial<Record<"hangRuntime" | "stopKubelet", { readonly for?: RandomTime }>> & {
    readonly fillDisk?: { readonly amount: string | number; readonly for?: RandomTime };
  };

/** @throws RangeError for a distribution without sense */
function outageMaker({ crash, reboot, hangRuntime, stopKubelet, fillDisk }: Outages): (stream: RandomStream) => NodeAction {
  const lasting = (time: RandomTime | undefined) => randomTime(time ?? "forever");
  if (crash !== undefined) {
    const down = lasting(crash.down);
    return (stream) => ({ kind: "crash", downUs: down(stream) });
  }
  if (reboot !== undefined) {
    const down = lasting(reboot.down);
    return (stream) => ({ kind: "reboot", downUs: down(stream) });
  }
  if (hangRuntime !== undefined) {
    const time = lasting(hangRuntime.for);
    return (stream) => ({ kind: "hangRuntime", forUs: time(stream) });
  }
  if (stopKubelet !== undefined) {
    const time = lasting(stopKubelet.for);
    return (stream) => ({ kind: "stopKubelet", forUs: time(stream) });
  }
  if (fillDisk !== undefined) {
    const [bytes, time] = [quantityValue(fillDisk.amount), lasting(fillDisk.for)];
    return (stream) => ({ kind: "fillDisk", bytes, forUs: time(stream) });
  }
  return () => ({ kind: "recover" });
}

/** Durations draw nothing. */
const NO_DRAWS: RandomStream = {
  next: () => 0,
  int: () => 0,
  save: () => ({ c: 0, s0: 0, s1: 0, s2: 0 }),
  restore: () => undefined,
};
