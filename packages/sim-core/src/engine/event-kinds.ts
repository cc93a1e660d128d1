/** The table of event kinds: name, phase and handler by small integer, so that dispatch is one indexed call. */
import { assert } from "./assertion.ts";
import { PHASES } from "./phase.ts";
import type { Phase } from "./phase.ts";
import type { TimeUs } from "./time.ts";

declare const eventKindBrand: unique symbol;
/** A registered kind of event: a small integer, unique in its engine. */
export type EventKind = number & { readonly [eventKindBrand]: "EventKind" };

/**
 * What happens at an event. `slot` is what the event was scheduled with, or the row of an arrival; `payload` is the number
 * of that row in the lane's payload column, 0 for scheduled events.
 */
export type EventHandler = (slot: number, timeUs: TimeUs, payload: number) => void;

export class EventKinds {
  readonly handlers: EventHandler[] = [];
  private readonly names: string[] = [];
  /** By kind: 1 for kinds that are no part of the history. */
  readonly unrecorded: Uint8Array;
  private readonly phases: Uint8Array;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.phases = new Uint8Array(capacity);
    this.unrecorded = new Uint8Array(capacity);
  }

  register(name: string, phase: Phase, handler: EventHandler, recorded = true): EventKind {
    if (this.names.includes(name)) throw new RangeError(`event kind "${name}" is registered twice`);
    if (!(Number.isInteger(phase) && phase >= 0 && phase < PHASES))
      throw new RangeError(`phase ${phase} of "${name}"; accepted: 0 to ${PHASES - 1}`);
    if (this.names.length === this.capacity) throw new RangeError(`event kind "${name}" is one too many; accepted: ${this.capacity} kinds`);
    const kind = this.names.length;
    this.names.push(name);
    this.handlers.push(handler);
    this.phases[kind] = phase;
    this.unrecorded[kind] = recorded ? 0 : 1;
    return kind as EventKind;
  }

  name(kind: EventKind): string {
    this.phase(kind);
    return this.names[kind]!;
  }

  phase(kind: number): number {
    assert(kind >= 0 && kind < this.names.length, "the event kind is not registered");
    return this.phases[kind]!;
  }
}
