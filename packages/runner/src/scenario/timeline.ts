/** The scenario's timeline as changes of the simulation: targets are the nodes as they are at that moment of the timeline. */
import type { TimedChange } from "../simulation/index.ts";
import { faultChanges } from "./faults.ts";
import type { Path } from "./problem.ts";
import { requiredUs } from "./random-time.ts";
import type { FaultEntry, TimelineEntry } from "./timeline-entry.ts";
import type { Moment } from "./timeline-moment.ts";
import { TimelineNodes } from "./timeline-nodes.ts";
import type { NodesWorld } from "./timeline-nodes.ts";
import { TimelineObjects } from "./timeline-objects.ts";
import type { ObjectsWorld } from "./timeline-objects.ts";

export interface TimelineWorld extends NodesWorld, ObjectsWorld {
  readonly horizonUs: number;
  readonly complain: (path: Path, message: string, accepted: string) => void;
}

/** Ascending by time; what happens at one time in the order written, faults by chance last. */
export function timelineChanges(entries: readonly TimelineEntry[], faults: readonly FaultEntry[], world: TimelineWorld): TimedChange[] {
  const nodes = new TimelineNodes(world);
  const objects = new TimelineObjects(world);
  const changes: TimedChange[] = [];
  const order = entries.map((entry, index) => ({ entry, index, atUs: requiredUs(entry.at) }));
  order.sort((a, b) => a.atUs - b.atUs || a.index - b.index);
  for (const { entry, index, atUs } of order) {
    addEntry(entry, nodes, objects, {
      atUs,
      say: (change, label, laterUs = 0) => void changes.push({ atUs: atUs + laterUs, change, label }),
      complain: (path, message, accepted) => world.complain(["spec", "timeline", index, ...path], message, accepted),
    });
  }
  changes.push(...faultChanges(faults, { ...world, lifetimes: nodes.lifetimes() }));
  return inOrder(changes);
}

function addEntry(entry: TimelineEntry, nodes: TimelineNodes, objects: TimelineObjects, moment: Moment): void {
  const { apply, patch, rollout, scale, createPods, delete: deletion } = entry;
  nodes.act(entry, moment);
  if (createPods !== undefined) objects.createPods(createPods, moment);
  if (apply !== undefined) (apply.kind === "Node" ? nodes : objects).apply(apply, moment);
  if (patch !== undefined) (patch.kind === "Node" ? nodes : objects).patch(patch, moment);
  if (rollout !== undefined) objects.rollOut(rollout, entry.at, moment);
  if (scale !== undefined) objects.scale(scale, moment);
  if (deletion === undefined) return;
  const { kind, name, gracePeriodSeconds } = deletion;
  if (gracePeriodSeconds !== undefined && kind !== "Pod")
    moment.complain(["delete", "gracePeriodSeconds"], `a ${kind} has no grace period`, "a grace period of a Pod");
  else if (kind === "Node") nodes.remove({ names: [name] }, ["delete"], moment);
  else objects.delete(deletion, moment);
}

function inOrder(changes: readonly TimedChange[]): TimedChange[] {
  return changes
    .map((change, index) => ({ change, index }))
    .sort((a, b) => a.change.atUs - b.change.atUs || a.index - b.index)
    .map(({ change }) => change);
}
