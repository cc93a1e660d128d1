/** How far the CPU can be oversold: pools with their ratios side by side, judged by stated criteria. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { ApiObject } from "@orrery/sim-core/store";
import type { RunHistory } from "../simulation/index.ts";
import type { Oversell, OversellCriteria, OversoldPool, PoolLife, SlowWorkload } from "./life.ts";
import type { SlowestWorkloads } from "./slowest-workloads.ts";
import { SLOWDOWN_BOUND } from "./usage-samples.ts";

export const OVERSELL_CRITERIA: OversellCriteria = { probeRestartsMax: 0, slowdownMax: SLOWDOWN_BOUND, availabilityBreachesMax: 0 };

/** Above it allocatable counts as more than the machine has: reserves are taken from it, roundings are not. */
const OVERSOLD = 1.005;

/**
 * @param fullSpeed by pool: restarts by probes of containers that got all the CPU that they wanted, which are not held against it
 * @param wantedPeaks by pool: CPU wanted over hardware of its worst node between two samples
 * @param breaches by pool: Deployments with pods there that broke their promise
 * @returns null when no pool is oversold
 */
export function oversell(
  pools: readonly PoolLife[],
  slowest: Pick<SlowestWorkloads, "of">,
  fullSpeed: ReadonlyMap<string, number>,
  wantedPeaks: ReadonlyMap<string, number>,
  breaches: ReadonlyMap<string, readonly string[]>,
): Oversell | null {
  if (!pools.some(({ oversellRatio }) => (oversellRatio ?? 0) > OVERSOLD)) return null;
  const rows = pools
    .filter(({ oversellRatio, pods }) => oversellRatio !== null && pods > 0)
    .map((pool) => {
      const { name } = pool;
      return row(pool, slowest.of(name) ?? null, fullSpeed.get(name) ?? 0, wantedPeaks.get(name) ?? null, breaches.get(name) ?? []);
    })
    .sort((a, b) => a.ratio - b.ratio || byCodeUnits(a.name, b.name));
  if (rows.length === 0) return null;
  const breaking = rows.find(({ broken }) => broken.length > 0);
  const holding = rows.findLast(({ ratio }) => breaking === undefined || ratio < breaking.ratio);
  return {
    criteria: OVERSELL_CRITERIA,
    pools: rows,
    holdsUpTo: holding?.ratio ?? null,
    breaksAt: breaking?.ratio ?? null,
    verdict: verdict(holding, breaking),
  };
}

/** Which of the Deployments that broke their promise have pods in which pool. */
export function deploymentsByPool({ state }: RunHistory, breached: ReadonlySet<string>): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  if (breached.size === 0) return new Map();
  for (const { nodeId, source, key } of state.pods) {
    if (nodeId < 0) continue;
    const namespace = key.slice(0, key.indexOf("/"));
    const owner = source.metadata.ownerReferences?.find(({ controller }) => controller === true);
    const replicaSet: ApiObject | undefined = state.objects.get(`ReplicaSet/${namespace}/${owner?.name ?? ""}`);
    const name = replicaSet?.metadata.ownerReferences?.find(({ kind }) => kind === "Deployment")?.name ?? source.workload;
    const deployment = `${namespace}/${name}`;
    if (!breached.has(deployment)) continue;
    const { pool } = state.nodes[nodeId]!;
    found.set(pool, (found.get(pool) ?? new Set()).add(deployment));
  }
  return new Map(Array.from(found, ([pool, names]) => [pool, [...names].sort(byCodeUnits)]));
}

function row(
  pool: PoolLife,
  slowest: SlowWorkload | null,
  restartsAtFullSpeed: number,
  wantedOverHardwarePeak: number | null,
  availabilityBreaches: readonly string[],
): OversoldPool {
  const { name, oversellRatio, pods, ready, restarts, cpu, hardwareCpuUs } = pool;
  const byProbes = restarts.byReason.filter(({ reason }) => reason === "liveness" || reason === "startup");
  const probeRestarts = byProbes.reduce((sum, { count }) => sum + count, -restartsAtFullSpeed);
  const wanted = cpu.wantedUs > 0 && hardwareCpuUs > 0 ? cpu.wantedUs / hardwareCpuUs : null;
  const measured = {
    name,
    ratio: oversellRatio!,
    pods,
    readyP50Us: ready.fromCreation?.p50Us ?? null,
    readyP99Us: ready.fromCreation?.p99Us ?? null,
    neverReady: ready.never,
    probeRestarts,
    throttledShare: cpu.throttledShare,
    slowdown: cpu.slowdown,
    slowest,
    wantedOverHardware: wanted,
    wantedOverHardwarePeak,
    availabilityBreaches,
  };
  return { ...measured, broken: broken(measured) };
}

function broken({ probeRestarts, slowest, availabilityBreaches }: Omit<OversoldPool, "broken">): string[] {
  const { probeRestartsMax, slowdownMax, availabilityBreachesMax } = OVERSELL_CRITERIA;
  const sentences: string[] = [];
  if (probeRestarts > probeRestartsMax) sentences.push(`${probeRestarts} ${probeRestarts === 1 ? "restart" : "restarts"} by probes`);
  if (slowest !== null && slowest.slowdown > slowdownMax)
    sentences.push(`the work of ${slowest.workload} takes ${slowest.slowdown.toFixed(2)} times as long`);
  if (availabilityBreaches.length > availabilityBreachesMax)
    sentences.push(`fewer pods available than promised of ${availabilityBreaches.join(", ")}`);
  return sentences;
}

function verdict(holding: OversoldPool | undefined, breaking: OversoldPool | undefined): string {
  const named = ({ name, ratio }: OversoldPool) => (name === "" || name === ratioText(ratio) ? "" : ` (${name})`);
  if (breaking === undefined) return `holds up to ${ratioText(holding!.ratio)}${named(holding!)}, the most that was tried`;
  const breaks = `breaks at ${ratioText(breaking.ratio)}${named(breaking)}: ${breaking.broken.join(", ")}`;
  return holding === undefined
    ? `${breaks}; nothing less was tried`
    : `holds up to ${ratioText(holding.ratio)}${named(holding)}; ${breaks}`;
}

/** "4x", "1.9x". */
export function ratioText(ratio: number): string {
  return `${String(Math.round(ratio * 10) / 10)}x`;
}
