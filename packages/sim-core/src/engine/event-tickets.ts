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

/** Kinds of events with tickets are below this. */
export const TICKET_KINDS = 510;

const INDEX_SPAN = 2 ** 25;
const GENERATION_SHIFT = 9;
const LAST_GENERATION = 2 ** (32 - GENERATION_SHIFT) - 1;
const KIND_MASK = 2 ** GENERATION_SHIFT - 1;
const FREE = TICKET_KINDS;
const CANCELLED = TICKET_KINDS + 1;

export class EventTickets {
  /** Two words per ticket, eight bytes in all, since every pop reads one: `[generation and kind, slot or next free ticket]`. */
  private words = new Int32Array(128);
  private used = 0;
  private free = -1;

  /** Takes a ticket and returns its index. @throws RangeError beyond 2^25 tickets at once. */
  take(kind: number, slot: number): number {
    let ticket = this.free;
    if (ticket >= 0) {
      this.free = this.words[ticket * 2 + 1]!;
    } else {
      ticket = this.used;
      if (ticket === INDEX_SPAN) throw new RangeError(`more than ${INDEX_SPAN} cancellable events are pending`);
      if (ticket * 2 === this.words.length) this.grow();
      this.words[ticket * 2] = 1 << GENERATION_SHIFT;
      this.used = ticket + 1;
    }
    this.words[ticket * 2] = (this.words[ticket * 2]! & ~KIND_MASK) | kind;
    this.words[ticket * 2 + 1] = slot;
    return ticket;
  }

  handle(ticket: number): EventHandle {
    return ((this.words[ticket * 2]! >>> GENERATION_SHIFT) * INDEX_SPAN + ticket) as EventHandle;
  }

  /** The kind of a taken ticket's event, not below {@link TICKET_KINDS} when it was cancelled. */
  kind(ticket: number): number {
    return this.words[ticket * 2]! & KIND_MASK;
  }

  slot(ticket: number): number {
    return this.words[ticket * 2 + 1]!;
  }

  /** Is the event of this handle still to come? */
  isPending(handle: EventHandle): boolean {
    const ticket = handle % INDEX_SPAN;
    if (!(handle >= INDEX_SPAN && ticket < this.used)) return false;
    const word = this.words[ticket * 2]!;
    return (word & KIND_MASK) < TICKET_KINDS && word >>> GENERATION_SHIFT === (handle - ticket) / INDEX_SPAN;
  }

  /** Marks the event as cancelled; false when it has run, was cancelled before, or never was. */
  cancel(handle: EventHandle): boolean {
    if (!this.isPending(handle)) return false;
    this.words[(handle % INDEX_SPAN) * 2]! |= CANCELLED;
    return true;
  }

  /** Gives a ticket back once its entry has left the queue. A ticket whose generations are used up is never used again. */
  release(ticket: number): void {
    const generation = this.words[ticket * 2]! >>> GENERATION_SHIFT;
    if (generation === LAST_GENERATION) {
      this.words[ticket * 2] = (generation << GENERATION_SHIFT) | FREE;
      return;
    }
    this.words[ticket * 2] = ((generation + 1) << GENERATION_SHIFT) | FREE;
    this.words[ticket * 2 + 1] = this.free;
    this.free = ticket;
  }

  /** Gives back the tickets of all cancelled events, for a caller that has dropped all their entries. */
  releaseCancelled(): void {
    for (let ticket = 0; ticket < this.used; ticket++) if (this.kind(ticket) === CANCELLED) this.release(ticket);
  }

  save(): EventTicketsState {
    return { words: this.words.slice(0, this.used * 2), free: this.free };
  }

  restore(state: EventTicketsState): void {
    this.used = state.words.length / 2;
    this.free = state.free;
    this.words = new Int32Array(Math.max(state.words.length, 128));
    this.words.set(state.words);
  }

  private grow(): void {
    const grown = new Int32Array(this.words.length * 2);
    grown.set(this.words);
    this.words = grown;
  }
}
