/**
 * Tickets of cancellable events: what a handle points to. A handle is a ticket's index and its generation, so a handle of
 * an event that has run or was cancelled is recognised for ever, although the ticket is used again.
 *
 * A ticket of a cancelled event stays taken until the queue meets its entry, so an entry never finds a ticket that is
 * somebody else's. The order of reuse depends on the order of events only, so handles are equal in equal histories.
 */
declare const eventHandleBrand: unique symbol;
/** A cancellable event; a plain number that may be kept in typed arrays of doubles. */
export type EventHandle = number & { readonly [eventHandleBrand]: "EventHandle" };

/** The handle of nothing: cancelling it does nothing. */
export const NO_EVENT = 0 as EventHandle;

/** Tickets as plain data. */
export interface EventTicketsState {
  readonly words: Int32Array;
  readonly free: number;
}

const INDEX_SPAN = 2 ** 25;
const LAST_GENERATION = 2 ** 28 - 1;
const CANCELLED = -1;
const FREE = -2;

// Words of a ticket. A free ticket keeps the next free ticket where a taken one has its slot.
const KIND = 0;
const SLOT = 1;
const GENERATION = 2;
const WORDS = 4;

export class EventTickets {
  private words = new Int32Array(64 * WORDS);
  private used = 0;
  private free = -1;

  /** Takes a ticket and returns its index. @throws RangeError beyond 2^25 tickets at once. */
  take(kind: number, slot: number): number {
    let ticket = this.free;
    if (ticket >= 0) {
      this.free = this.words[ticket * WORDS + SLOT]!;
    } else {
      ticket = this.used++;
      if (ticket === INDEX_SPAN) throw new RangeError(`more than ${INDEX_SPAN} cancellable events are pending`);
      if (ticket * WORDS === this.words.length) this.grow();
      this.words[ticket * WORDS + GENERATION] = 1;
    }
    this.words[ticket * WORDS + KIND] = kind;
    this.words[ticket * WORDS + SLOT] = slot;
    return ticket;
  }

  handle(ticket: number): EventHandle {
    return (this.words[ticket * WORDS + GENERATION]! * INDEX_SPAN + ticket) as EventHandle;
  }

  /** The kind of a taken ticket's event, negative when it was cancelled. */
  kind(ticket: number): number {
    return this.words[ticket * WORDS + KIND]!;
  }

  slot(ticket: number): number {
    return this.words[ticket * WORDS + SLOT]!;
  }

  /** Is the event of this handle still to come? */
  isPending(handle: EventHandle): boolean {
    const ticket = handle % INDEX_SPAN;
    if (!(ticket < this.used)) return false;
    const at = ticket * WORDS;
    return this.words[at + KIND]! >= 0 && this.words[at + GENERATION]! === (handle - ticket) / INDEX_SPAN;
  }

  /** Marks the event as cancelled; false when it has run, was cancelled before, or never was. */
  cancel(handle: EventHandle): boolean {
    if (!this.isPending(handle)) return false;
    this.words[(handle % INDEX_SPAN) * WORDS + KIND] = CANCELLED;
    return true;
  }

  /** Gives a ticket back once its entry has left the queue. A ticket whose generations are used up is never used again. */
  release(ticket: number): void {
    const at = ticket * WORDS;
    const generation = this.words[at + GENERATION]!;
    this.words[at + KIND] = FREE;
    if (generation === LAST_GENERATION) return;
    this.words[at + GENERATION] = generation + 1;
    this.words[at + SLOT] = this.free;
    this.free = ticket;
  }

  /** Gives back the tickets of all cancelled events, for a caller that has dropped all their entries. */
  releaseCancelled(): void {
    for (let ticket = 0; ticket < this.used; ticket++) if (this.kind(ticket) === CANCELLED) this.release(ticket);
  }

  save(): EventTicketsState {
    return { words: this.words.slice(0, this.used * WORDS), free: this.free };
  }

  restore(state: EventTicketsState): void {
    this.used = state.words.length / WORDS;
    this.free = state.free;
    this.words = new Int32Array(Math.max(state.words.length, 64 * WORDS));
    this.words.set(state.words);
  }

  private grow(): void {
    const grown = new Int32Array(this.words.length * 2);
    grown.set(this.words);
    this.words = grown;
  }
}
