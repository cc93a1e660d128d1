/** Whether anything happened that only living pods and failing nodes know: a restart, a failed probe, an eviction, an outage, a fault. */
import { containerStartOf, FactKind, factPayload } from "@orrery/sim-core/store";
import type { ContainerExit, FactLog, PodDeletion, PodEnd } from "@orrery/sim-core/store";
import { evictionOfDeletion, evictionOfEnd } from "./eviction-reason.ts";
import { exitWord } from "./exit-word.ts";

export function wentWrong(log: FactLog, endUs: number): boolean {
  for (let at = 0; at < log.length && log.timeUs[at]! <= endUs; at++) if (isTrouble(log, at)) return true;
  return false;
}

function isTrouble(log: FactLog, at: number): boolean {
  const detail = log.detail[at]!;
  switch (log.kind[at] as FactKind) {
    case FactKind.ProbeFailed:
    case FactKind.NodeStopped:
    case FactKind.NodeFaulted:
      return true;
    case FactKind.ContainerStarted:
      return containerStartOf(detail).restartCount > 0;
    case FactKind.ContainerExited:
      return exitWord(factPayload<ContainerExit>(log, detail)!, undefined) === "OOMKilled";
    case FactKind.PodFailed: {
      const end = factPayload<PodEnd>(log, detail);
      return end !== undefined && evictionOfEnd(end) !== undefined;
    }
    case FactKind.PodDeletionRequested:
      return evictionOfDeletion(factPayload<PodDeletion>(log, detail)?.because) !== undefined;
    default:
      return false;
  }
}
