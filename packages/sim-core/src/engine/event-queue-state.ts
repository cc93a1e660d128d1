/** An event queue as plain data, for keyframes: it depends on the clock and the events only, not on how the queue came to hold them. */
import { EventQueue, HI_BITS, HI_MASK, TWO_POW_LO_BITS } from "./event-queue.ts";

/** The events in the order in which they will be popped; may be structured-cloned. */
export interface EventQueueState {
  readonly clock: number;
  readonly ticks: Float64Array;
  readonly tags: Uint16Array;
  readonly slots: Int32Array;
}

export function saveEventQueue(queue: EventQueue): EventQueueState {
  const copy = retainEvents(queue, () => true);
  const state = {
    clock: queue.clock,
    ticks: new Float64Array(queue.size),
    tags: new Uint16Array(queue.size),
    slots: new Int32Array(queue.size),
  };
  for (let i = 0; copy.pop(); i++) {
    state.ticks[i] = copy.tick;
    state.tags[i] = copy.tag;
    state.slots[i] = copy.slot;
  }
  return state;
}

export function restoreEventQueue(state: EventQueueState): EventQueue {
  const queue = new EventQueue(state.clock);
  for (let i = 0; i < state.ticks.length; i++) queue.push(state.ticks[i]!, state.tags[i]!, state.slots[i]!);
  return queue;
}

/** A queue of those events that `keep` accepts, in the same order and at the same clock. */
export function retainEvents(queue: EventQueue, keep: (tag: number, slot: number, tick: number) => boolean): EventQueue {
  const kept = new EventQueue(queue.clock);
  queue.visit((hiTag, lo, slot) => {
    if (keep(hiTag >>> HI_BITS, slot, (hiTag & HI_MASK) * TWO_POW_LO_BITS + lo)) kept.pushWords(hiTag, lo, slot);
  });
  return kept;
}
