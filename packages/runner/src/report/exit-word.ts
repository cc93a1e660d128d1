/** Why a container ended, in one word: by this word restarts are counted and chains of causes are told apart. */
import type { ContainerExit, ProbeFailure } from "@orrery/sim-core/store";

/** `node`: with its machine, or unseen by a kubelet that did not run. */
export type ExitWord = "OOMKilled" | "liveness" | "startup" | "node" | "completed" | "error";

/** @param lastProbe the last liveness or startup probe of the container that failed for good since it started */
export function exitWord({ exitCode, reason, because }: ContainerExit, lastProbe: ProbeFailure["probe"] | undefined): ExitWord {
  if (reason === "OOMKilled" || because?.reason === "OOMKilled") return "OOMKilled";
  if (because?.reason === "Unhealthy") {
    const named = because.evidence?.["probe"] ?? lastProbe;
    return named === "startup" ? "startup" : "liveness";
  }
  if (reason === "ContainerStatusUnknown" || because?.by === "node") return "node";
  return exitCode === 0 ? "completed" : "error";
}
