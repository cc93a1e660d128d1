/** What went wrong in a fact, by kind: what marks on time axes tell apart. */
import { FactKind, factPayload } from "@orrery/sim-core/store";
import type { ContainerExit, FactLog, PodDeletion, PodEnd } from "@orrery/sim-core/store";
import { evictionOfDeletion, evictionOfEnd, exitWord, isOutage } from "../report/index.ts";

/** Bits, so that those of a span of time can be joined; the later ones weigh more. */
export const TroubleKind = { unhealthy: 1, failed: 2, restarted: 4, evicted: 8, oomKilled: 16, outage: 32 } as const;

export const TROUBLE_KINDS: readonly (keyof typeof TroubleKind)[] = ["unhealthy", "failed", "restarted", "evicted", "oomKilled", "outage"];

/** @returns a bit of `TroubleKind`; 0: nothing went wrong */
export function troubleIn(log: FactLog, fact: number): number {
  const detail = log.detail[fact]!;
  switch (log.kind[fact]) {
    case FactKind.ProbeFailed:
      return TroubleKind.unhealthy;
    case FactKind.PodFailed: {
      const end = factPayload<PodEnd>(log, detail);
      return end !== undefined && evictionOfEnd(end) !== undefined ? TroubleKind.evicted : TroubleKind.failed;
    }
    case FactKind.PodDeletionRequested:
      return evictionOfDeletion(factPayload<PodDeletion>(log, detail)?.because) === undefined ? 0 : TroubleKind.evicted;
    case FactKind.ContainerExited:
      return exitTrouble(factPayload<ContainerExit>(log, detail)!);
    default:
      return isOutage(log, fact) ? TroubleKind.outage : 0;
  }
}

/** A container that ends because its pod is deleted does as it is told, whatever its exit code. */
function exitTrouble(exit: ContainerExit): number {
  const word = exitWord(exit, undefined);
  if (word === "OOMKilled") return TroubleKind.oomKilled;
  return word === "completed" || exit.because?.reason === "Killing" ? 0 : TroubleKind.restarted;
}
