/** Faults by chance: each node draws from a stream of its own, so that another node, or another fault, shifts nobody's. */
import type { RandomStreams } from "@orrery/sim-core/engine";
import { byCodeUnits } from "@orrery/sim-core/model";
import type { InputNode, TimedChange } from "../simulation/index.ts";
import { faultMaker, outageUs } from "./node-outages.ts";
import { isTarget } from "./node-target.ts";
import type { Path } from "./problem.ts";
import { randomTime, requiredUs } from "./random-time.ts";
import type { FaultEntry } from "./timeline-entry.ts";

/** From its joining (0 for those of the start) to its removal. */
export interface NodeLifetime {
  readonly node: InputNode;
  readonly fromUs: number;
  readonly toUs: number;
}

export interface FaultWorld {
  readonly lifetimes: readonly NodeLifetime[];
  readonly horizonUs: number;
  readonly streams: RandomStreams;
  readonly complain: (path: Path, message: string, accepted: string) => void;
}

/** More than this are a typing mistake. */
const MOST_FAULTS = 1_000_000;

/** Fault by fault, node by node, ascending for each. */
export function faultChanges(faults: readonly FaultEntry[], world: FaultWorld): TimedChange[] {
  const names = new Set<string>();
  return faults.flatMap((fault, index) => {
    const path = ["spec", "faults", index];
    const name = fault.name ?? `fault-${index}`;
    if (names.has(name)) world.complain([...path, "name"], "a second fault of this name would have the same draws", "a name of its own");
    names.add(name);
    try {
      return changesOf(fault, name, path, world);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      world.complain(path, error.message, "");
      return [];
    }
  });
}

function changesOf(fault: FaultEntry, name: string, path: Path, world: FaultWorld): TimedChange[] {
  const { words, draw } = faultMaker(fault);
  const every = randomTime(fault.every);
  const startUs = requiredUs(fault.start ?? "0s");
  const untilUs = Math.min(fault.until === undefined ? Infinity : requiredUs(fault.until), world.horizonUs);
  const found: TimedChange[] = [];
  for (const { node, fromUs, toUs } of meant(fault, path, world)) {
    const nodeName = node.node.metadata.name;
    const stream = world.streams.stream("fault", `${name}/${nodeName}`);
    const endUs = Math.min(toUs, untilUs);
    if (endUs === Infinity) throw new RangeError("nothing ends the faults; accepted: until, or a horizon of the scenario");
    let us = Math.max(fromUs, startUs) + every(stream);
    while (us < endUs) {
      const action = draw(stream);
      found.push({ atUs: us, change: { kind: "actOnNode", nodeName, action }, label: `${words} ${nodeName}` });
      if (found.length > MOST_FAULTS) throw new RangeError(`more than ${MOST_FAULTS} faults; accepted: a longer time between them`);
      us += outageUs(action) + every(stream);
    }
  }
  return found;
}

function meant({ nodes: target }: FaultEntry, path: Path, { lifetimes, complain }: FaultWorld): NodeLifetime[] {
  const found = lifetimes.filter(({ node }) => isTarget(node, target));
  for (const name of target.names ?? []) {
    if (!found.some(({ node }) => node.node.metadata.name === name))
      complain([...path, "nodes", "names"], `there is never a node ${JSON.stringify(name)}`, "names of nodes");
  }
  if (found.length === 0 && target.names === undefined) complain([...path, "nodes"], "no node is ever meant", "");
  found.sort((a, b) => a.fromUs - b.fromUs || byCodeUnits(a.node.node.metadata.name, b.node.node.metadata.name));
  return found.slice(0, target.count ?? found.length);
}
