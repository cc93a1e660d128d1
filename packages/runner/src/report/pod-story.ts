/** What happened to one pod after its binding, as far as reports count it. */
import type { ContainerExit, ProbeFailure } from "@orrery/sim-core/store";
import type { ExitWord } from "./exit-word.ts";
import { exitWord } from "./exit-word.ts";

export class PodStory {
  /** -1 where it has not happened. */
  firstReadyUs = -1;
  /** When it stopped holding its node's resources: over, or removed. */
  releasedUs = -1;
  oomKills = 0;
  /** Why it was evicted; undefined: it was not. */
  evictedBy: string | undefined;
  /** It ended, or was to end, while its node's machine was down or gone. */
  lost = false;
  readonly probeFailures = { startup: 0, liveness: 0, readiness: 0 };
  readonly restarts: ExitWord[] = [];
  /** By container; made when there is something to remember, since most pods have nothing. */
  private lastExit: Map<number, ExitWord> | undefined;
  private lastProbe: Map<number, ProbeFailure["probe"]> | undefined;

  probeFailed({ container, probe }: ProbeFailure): void {
    this.probeFailures[probe] += 1;
    if (probe !== "readiness") this.lastProbe = (this.lastProbe ?? new Map()).set(container, probe);
  }

  containerExited(exit: ContainerExit): void {
    const word = exitWord(exit, this.lastProbe?.get(exit.container));
    if (word === "OOMKilled") this.oomKills += 1;
    this.lastExit = (this.lastExit ?? new Map<number, ExitWord>()).set(exit.container, word);
    this.lastProbe?.delete(exit.container);
  }

  /** A start after which nobody saw an end went with the node. */
  containerRestarted(container: number): void {
    this.restarts.push(this.lastExit?.get(container) ?? "node");
    this.lastExit?.delete(container);
  }
}
