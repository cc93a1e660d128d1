/** What counts as an outage of a node, for the report and for whoever shows the run: one count, wherever it is told. */
import { FactKind, factPayload } from "@orrery/sim-core/store";
import type { FactLog, NodeFault } from "@orrery/sim-core/store";

/** The reasons of a node's faults that begin and end an outage of its container runtime. */
export const RUNTIME_HUNG = "RuntimeHung";
export const RUNTIME_RECOVERED = "RuntimeRecovered";

/**
 * Whether the fact takes a node's machine, its kubelet or its container runtime away: a crash, a reboot, silence, a runtime that hangs.
 * Other faults (a threshold of eviction that is met, a system OOM, a disk that fills) leave it to its work, and what follows from them is
 * told by evictions and OOM kills. Whoever removes a node wants it gone.
 */
export function isOutage(log: FactLog, fact: number): boolean {
  const kind = log.kind[fact];
  if (kind === FactKind.NodeFaulted) return factPayload<NodeFault>(log, log.detail[fact]!)?.reason === RUNTIME_HUNG;
  return kind === FactKind.NodeStopped;
}
