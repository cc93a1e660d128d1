/**
 * The fit check in int64 for amounts that numbers cannot hold, with Go's wrap-around.
 * Source: pkg/scheduler/framework/plugins/noderesources/fit.go (fitsRequest).
 */
import type { NodeInfo, PodInfo } from "../framework/index.ts";

/** What a node lacks; unresolvable when even the empty node would not do. */
export interface Shortage {
  readonly reasons: string[];
  readonly unresolvable: boolean;
}

export function exactFit(pod: PodInfo, node: NodeInfo, scalarNames: readonly string[]): Shortage | undefined {
  const reasons: string[] = [];
  let unresolvable = false;
  if (node.pods.length + 1 > node.allocatablePods) reasons.push("Too many pods");
  const request = pod.template.request.exact;
  const nothing = request.milliCPU === 0n && request.memory === 0n && request.ephemeralStorage === 0n && request.scalar.size === 0;
  if (!nothing) {
    const allocatable = node.exactAllocatable();
    const requested = node.exactRequested();
    const check = (name: string, wanted: bigint, has: bigint, used: bigint) => {
      if (wanted <= BigInt.asIntN(64, has - used)) return;
      reasons.push(`Insufficient ${name}`);
      if (wanted > has) unresolvable = true;
    };
    if (request.milliCPU > 0n) check("cpu", request.milliCPU, allocatable.milliCPU, requested.milliCPU);
    if (request.memory > 0n) check("memory", request.memory, allocatable.memory, requested.memory);
    if (request.ephemeralStorage > 0n)
      check("ephemeral-storage", request.ephemeralStorage, allocatable.ephemeralStorage, requested.ephemeralStorage);
    for (const name of scalarNames)
      check(name, request.scalar.get(name) ?? 0n, allocatable.scalar.get(name) ?? 0n, requested.scalar.get(name) ?? 0n);
  }
  return reasons.length > 0 ? { reasons, unresolvable } : undefined;
}
