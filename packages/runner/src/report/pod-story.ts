/** What happened to one pod after its binding, as far as reports count it. */
import type { ContainerExit, ProbeFailure } from "@orrery/sim-core/store";
import type { ExitWord } from "./exit-word.ts";
import { exitWord } from "./exit-word.ts";

/** Causes round a slowdown to a tenth. */
const SLOWED = 1.1;

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
  /** Of them, those by a probe that failed although the container got all the CPU that it wanted: it hung, say. */
  restartsAtFullSpeed = 0;
  /** By container; made when there is something to remember, since most pods have nothing. */
  private lastExit: Map<number, ExitWord> | undefined;
  private endedAtFullSpeed: Set<number> | undefined;
  private lastProbe: Map<number, ProbeFailure> | undefined;

  probeFailed(failure: ProbeFailure): void {
    const { container, probe } = failure;
    this.probeFailures[probe] += 1;
    if (probe !== "readiness") this.lastProbe = (this.lastProbe ?? new Map<number, ProbeFailure>()).set(container, failure);
  }

  containerExited(exit: ContainerExit): void {
    const failure = this.lastProbe?.get(exit.container);
    const word = exitWord(exit, failure?.probe);
    const isOfProbe = word === "liveness" || word === "startup";
    if (isOfProbe && Number(failure?.because?.evidence?.["slowdown"] ?? Infinity) < SLOWED)
      this.endedAtFullSpeed = (this.endedAtFullSpeed ?? new Set<number>()).add(exit.container);
    if (word === "OOMKilled") this.oomKills += 1;
    this.lastExit = (this.lastExit ?? new Map<number, ExitWord>()).set(exit.container, word);
    this.lastProbe?.delete(exit.container);
  }

  /** A start after which nobody saw an end went with the node. */
  containerRestarted(container: number): void {
    this.restarts.push(this.lastExit?.get(container) ?? "node");
    this.lastExit?.delete(container);
    if (this.endedAtFullSpeed?.delete(container) === true) this.restartsAtFullSpeed += 1;
  }
}
