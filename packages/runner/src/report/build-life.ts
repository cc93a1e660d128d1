/** How pods and nodes fared, by workload, pool and node. */
import type { RunHistory } from "../simulation/index.ts";
import { availabilityBreaches } from "./availability-breaches.ts";
import type { Life, MemoryFigures, NodeLife } from "./life.ts";
import { LifeFold } from "./life-fold.ts";
import { LifeGroups } from "./life-groups.ts";
import { hardwareReader } from "./node-hardware.ts";
import type { NodeHardware } from "./node-hardware.ts";
import type { NodeStory } from "./node-story.ts";
import { deploymentsByPool, oversell } from "./oversell.ts";
import { SlowestWorkloads } from "./slowest-workloads.ts";
import { nodeSamples, type NodeSamples } from "./usage-samples.ts";
import { wentWrong } from "./went-wrong.ts";
import { bySuffering } from "./worst-first.ts";

/** null: nothing has a behaviour, and nothing went wrong: the rest of the report has told it all. */
export function buildLife(history: RunHistory, endUs: number): Life | null {
  const { input, state, store, usage } = history;
  if ((input.behaviors ?? []).length === 0 && !wentWrong(store.log, endUs)) return null;
  const fold = new LifeFold(store.log, state, endUs);
  const groups = new LifeGroups(endUs, input.boundPods.length, hardwareReader(input));
  const slowest = new SlowestWorkloads();
  // In the order in which they joined, with or without pods.
  for (const { pool } of state.nodes) groups.pool(pool);
  const fullSpeed = new Map<string, number>();
  for (const pod of state.pods) {
    const story = fold.pods[pod.id];
    if (story === undefined) continue;
    const amounts = fold.amountsOf(pod);
    const workload = groups.workload(pod.source.workload);
    const node = state.nodes[pod.nodeId]!;
    for (const tally of [workload, groups.all.tally, groups.pool(node.pool).tally, groups.node(node.id).tally])
      tally.addPod(pod, story, amounts);
    const use = usage.podUse(pod.id);
    workload.addUse(use);
    slowest.add(node.pool, pod.source.workload, use);
    fullSpeed.set(node.pool, (fullSpeed.get(node.pool) ?? 0) + story.restartsAtFullSpeed);
    const { requestBytes, limitBytes = null } = amounts;
    workload.addMemory({ of: pod.key, peakBytes: use.memoryPeakBytes, requestBytes, limitBytes, hardwareBytes: null });
  }
  const samples = nodeSamples(history.usageLog);
  const nodes = state.nodes.map(({ id, node, pool }): NodeLife => {
    const story = fold.nodes[id]!;
    const use = usage.nodeUse(id);
    const hardware = groups.hardwareOf(node);
    const memory = memoryOf(node.metadata.name, use.memoryPeakBytes, story, hardware);
    for (const group of [groups.pool(pool), groups.all, groups.node(id)]) {
      group.tally.addUse(use);
      group.tally.addMemory(memory);
      group.addNode(story, hardware, endUs);
    }
    const { slowUs = 0, slowFromUs = null } = samples.get(id) ?? {};
    return {
      ...groups.node(id).figures(node.metadata.name),
      pool,
      slowUs,
      slowFromUs,
      conditions: story.conditionFigures,
      faults: story.faults.list,
    };
  });
  const pools = [...groups.pools].map(([name, group]) => group.figures(name));
  const breaches = availabilityBreaches(store.log, endUs);
  return {
    cluster: groups.all.figures(""),
    workloads: [...groups.workloads].map(([name, tally]) => tally.figures(name)).sort(bySuffering),
    pools,
    nodes: nodes.sort(bySuffering),
    oversell: oversell(pools, slowest, fullSpeed, wantedPeaks(history, groups, samples), deploymentsByPool(history, breaches)),
  };
}

function memoryOf(of: string, peakBytes: number, story: NodeStory, { memoryBytes }: NodeHardware): MemoryFigures {
  return {
    of,
    peakBytes,
    requestBytes: story.requestPeakBytes,
    limitBytes: story.unlimited ? null : story.limitPeakBytes,
    hardwareBytes: memoryBytes > 0 ? memoryBytes : null,
  };
}

/** By pool, of its worst node between two samples: cores wanted over those of the machine. */
function wantedPeaks({ state }: RunHistory, groups: LifeGroups, samples: ReadonlyMap<number, NodeSamples>): Map<string, number> {
  const peaks = new Map<string, number>();
  for (const { id, node, pool } of state.nodes) {
    const { cores } = groups.hardwareOf(node);
    const wantedCores = samples.get(id)?.wantedCoresPeak;
    if (cores > 0 && wantedCores !== undefined) peaks.set(pool, Math.max(peaks.get(pool) ?? 0, wantedCores / cores));
  }
  return peaks;
}
