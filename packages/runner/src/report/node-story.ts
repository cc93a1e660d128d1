/** What happened to one node: outages, bad conditions, faults, and how much of it pods had asked for. */
import type { Node } from "@orrery/sim-core/model";
import type { NodeFault, NodeOutage } from "@orrery/sim-core/store";
import type { Outages } from "./life.ts";
import { RUNTIME_HUNG, RUNTIME_RECOVERED } from "./outage.ts";
import { ReasonCounts } from "./reason-counts.ts";

/** Conditions of which True is bad news; of Ready, everything else is. */
const PRESSURES: ReadonlySet<string> = new Set(["MemoryPressure", "DiskPressure", "PIDPressure"]);
export const NOT_READY = "NotReady";

interface Spell {
  times: number;
  forUs: number;
  /** -1: it is over. */
  sinceUs: number;
}

export class NodeStory {
  readonly addedUs: number;
  /** -1: it is there. */
  removedUs = -1;
  readonly faults = new ReasonCounts();
  /** Requests and limits for memory of the pods on it: now and at most. */
  requestBytes = 0;
  requestPeakBytes = 0;
  limitBytes = 0;
  limitPeakBytes = 0;
  /** A pod without a memory limit was on it. */
  unlimited = false;
  private readonly spells = new Map<string, Spell>();
  private outages = 0;
  private machineOutages = 0;
  private downUs = 0;
  private downSinceUs = -1;
  /** Its machine is off, or its kubelet silent. */
  private isStopped = false;
  /** Its container runtime answers nothing. */
  private isHung = false;

  constructor(addedUs: number, node: Node) {
    this.addedUs = addedUs;
    this.conditionsAre(node, addedUs);
  }

  conditionsAre({ status }: Node, timeUs: number): void {
    for (const { type, status: value } of status?.conditions ?? []) {
      if (type === "Ready") this.mark(NOT_READY, value !== "True", timeUs);
      else if (PRESSURES.has(type)) this.mark(type, value === "True", timeUs);
    }
  }

  stopped({ what }: NodeOutage, timeUs: number): void {
    this.isStopped = true;
    // Nothing hangs on a machine that is off.
    if (what === "machine") this.isHung = false;
    if (what === "machine") this.machineOutages += 1;
    this.goDown(timeUs);
  }

  started(timeUs: number): void {
    this.isStopped = false;
    this.comeBack(timeUs);
  }

  faulted({ reason }: NodeFault, timeUs: number): void {
    this.faults.add(reason);
    if (reason === RUNTIME_HUNG) {
      this.isHung = true;
      this.goDown(timeUs);
    } else if (reason === RUNTIME_RECOVERED) {
      this.isHung = false;
      this.comeBack(timeUs);
    }
  }

  removed(timeUs: number): void {
    this.finish(timeUs);
    this.removedUs = timeUs;
  }

  /** What lasts at the end lasts until then. */
  finish(endUs: number): void {
    if (this.removedUs >= 0) return;
    this.isHung = false;
    this.started(endUs);
    for (const spell of this.spells.values()) close(spell, endUs);
  }

  /** @param limitBytes undefined: a container has none */
  hold(sign: 1 | -1, requestBytes: number, limitBytes: number | undefined): void {
    this.requestBytes += sign * requestBytes;
    this.requestPeakBytes = Math.max(this.requestPeakBytes, this.requestBytes);
    this.limitBytes += sign * (limitBytes ?? 0);
    this.limitPeakBytes = Math.max(this.limitPeakBytes, this.limitBytes);
    if (limitBytes === undefined) this.unlimited = true;
  }

  get outageFigures(): Outages {
    const notReadyUs = this.spells.get(NOT_READY)?.forUs ?? 0;
    return { count: this.outages, machine: this.machineOutages, downUs: this.downUs, notReadyUs };
  }

  get conditionFigures(): { type: string; times: number; forUs: number }[] {
    return Array.from(this.spells, ([type, { times, forUs }]) => ({ type, times, forUs }));
  }

  private goDown(timeUs: number): void {
    this.outages += 1;
    if (this.downSinceUs < 0) this.downSinceUs = timeUs;
  }

  private comeBack(timeUs: number): void {
    if (this.isStopped || this.isHung || this.downSinceUs < 0) return;
    this.downUs += timeUs - this.downSinceUs;
    this.downSinceUs = -1;
  }

  private mark(type: string, isBad: boolean, timeUs: number): void {
    const spell = this.spells.get(type);
    if (!isBad) {
      if (spell !== undefined) close(spell, timeUs);
    } else if (spell === undefined) this.spells.set(type, { times: 1, forUs: 0, sinceUs: timeUs });
    else if (spell.sinceUs < 0) {
      spell.times += 1;
      spell.sinceUs = timeUs;
    }
  }
}

function close(spell: Spell, timeUs: number): void {
  if (spell.sinceUs >= 0) spell.forUs += timeUs - spell.sinceUs;
  spell.sinceUs = -1;
}
