/** The next moment that a clock may be moved to, either way: a fact, a scheduling decision, something that failed. */
import { FactKind, factPayload } from "@orrery/sim-core/store";
import type { FactLog, NodeFault } from "@orrery/sim-core/store";
import type { Moment, StepUnit } from "./moment.ts";
import { isOverFault } from "./remark.ts";
import { troubleIn } from "./trouble-kind.ts";

/** @returns undefined: there is none that way in what has been simulated so far */
export function stepFrom(log: FactLog, from: Moment, unit: StepUnit, direction: 1 | -1): Moment | undefined {
  // Forwards the next fact to happen is looked at; backwards, the moment before a fact is the one after its predecessor.
  for (let fact = direction > 0 ? from.facts : from.facts - 2; fact >= 0 && fact < log.length; fact += direction)
    if (matches(log, fact, unit)) return { timeUs: log.timeUs[fact]!, facts: fact + 1 };
  return undefined;
}

function matches(log: FactLog, fact: number, unit: StepUnit): boolean {
  if (unit === "event") return true;
  if (unit === "failure") return isFailure(log, fact);
  const kind = log.kind[fact];
  return kind === FactKind.PodBound || kind === FactKind.PodUnschedulable;
}

/** What is marked, faults of nodes that are told by what follows from them, and nodes that are taken away. */
function isFailure(log: FactLog, fact: number): boolean {
  const kind = log.kind[fact];
  if (kind === FactKind.NodeFaulted) return !isOverFault(factPayload<NodeFault>(log, log.detail[fact]!)?.reason ?? "");
  return kind === FactKind.NodeRemoved || troubleIn(log, fact) !== 0;
}
