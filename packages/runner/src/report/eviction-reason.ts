/** Whether a pod was evicted, and by what. */
import type { Cause, PodEnd } from "@orrery/sim-core/store";

/** The signal that its kubelet evicted it for (memory.available ...), else the reason given; undefined: it failed otherwise. */
export function evictionOfEnd({ reason, because }: PodEnd): string | undefined {
  if (reason !== "Evicted") return undefined;
  const signal = because?.evidence?.["signal"];
  return signal === undefined ? (because?.reason ?? reason) : String(signal);
}

/** Reasons of API-initiated and taint-based evictions, as the condition DisruptionTarget has them. */
const EVICTIONS: ReadonlySet<string> = new Set(["DeletionByTaintManager", "EvictionByEvictionAPI"]);

export function evictionOfDeletion(because: Cause | undefined): string | undefined {
  if (because === undefined) return undefined;
  return EVICTIONS.has(because.reason) || because.by === "taint-eviction-controller" ? because.reason : undefined;
}
