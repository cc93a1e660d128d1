/** The tallies of a run: one a workload, one a node, one a pool, one for all. */
import type { Outages, PoolLife } from "./life.ts";
import { LifeTally } from "./life-tally.ts";
import type { hardwareReader, NodeHardware } from "./node-hardware.ts";
import type { NodeStory } from "./node-story.ts";

export class LifeGroups {
  readonly workloads = new Map<string, LifeTally>();
  readonly pools = new Map<string, NodeGroup>();
  readonly all: NodeGroup;
  readonly hardwareOf: ReturnType<typeof hardwareReader>;
  private readonly nodes: NodeGroup[] = [];
  private readonly newTally: () => LifeTally;

  constructor(endUs: number, boundAtStart: number, hardwareOf: ReturnType<typeof hardwareReader>) {
    this.newTally = () => new LifeTally(endUs, boundAtStart);
    this.all = new NodeGroup(this.newTally());
    this.hardwareOf = hardwareOf;
  }

  workload(name: string): LifeTally {
    let tally = this.workloads.get(name);
    if (tally === undefined) this.workloads.set(name, (tally = this.newTally()));
    return tally;
  }

  pool(name: string): NodeGroup {
    let group = this.pools.get(name);
    if (group === undefined) this.pools.set(name, (group = new NodeGroup(this.newTally())));
    return group;
  }

  node(id: number): NodeGroup {
    return (this.nodes[id] ??= new NodeGroup(this.newTally()));
  }
}

/** A pool, a node, or all nodes. */
class NodeGroup {
  readonly tally: LifeTally;
  private nodes = 0;
  private hardwareCpuUs = 0;
  private cores = 0;
  private allocatableCores = 0;
  private readonly outages: { -readonly [K in keyof Outages]: number } = { count: 0, machine: 0, downUs: 0, notReadyUs: 0 };

  constructor(tally: LifeTally) {
    this.tally = tally;
  }

  addNode(story: NodeStory, { cores, allocatableCores }: NodeHardware, endUs: number): void {
    this.nodes += 1;
    this.hardwareCpuUs += cores * ((story.removedUs < 0 ? endUs : story.removedUs) - story.addedUs);
    this.cores += cores;
    this.allocatableCores += allocatableCores;
    const { count, machine, downUs, notReadyUs } = story.outageFigures;
    this.outages.count += count;
    this.outages.machine += machine;
    this.outages.downUs += downUs;
    this.outages.notReadyUs += notReadyUs;
  }

  figures(name: string): PoolLife {
    return {
      ...this.tally.figures(name),
      nodes: this.nodes,
      hardwareCpuUs: this.hardwareCpuUs,
      oversellRatio: this.cores > 0 ? this.allocatableCores / this.cores : null,
      outages: this.outages,
    };
  }
}
