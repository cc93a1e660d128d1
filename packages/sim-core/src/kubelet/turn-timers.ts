/** Timers that each have one moment at a time: a new one takes the place of the old. */
import type { EventHandle } from "../engine/index.ts";
import type { Agenda, Turn } from "./agenda.ts";

export class TurnTimers {
  private readonly agenda: Agenda;
  private readonly nowUs: () => number;
  private readonly timers = new Map<number, { handle: EventHandle; atUs: number }>();

  constructor(agenda: Agenda, nowUs: () => number) {
    this.agenda = agenda;
    this.nowUs = nowUs;
  }

  /** @param key of the timer. @param atUs Infinity: never */
  set(key: number, turn: Turn, id: number, atUs: number): void {
    const known = this.timers.get(key);
    if (known !== undefined) {
      if (known.atUs === atUs && atUs > this.nowUs()) return;
      this.agenda.cancel(known.handle);
      this.timers.delete(key);
    }
    if (atUs < Infinity) this.timers.set(key, { handle: this.agenda.at(turn, id, atUs), atUs });
  }

  /** Its turn has come, or another one at the same instant for the same. */
  came(key: number): void {
    if ((this.timers.get(key)?.atUs ?? Infinity) <= this.nowUs()) this.timers.delete(key);
  }
}
