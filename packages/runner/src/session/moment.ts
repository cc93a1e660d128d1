/**
 * A moment of a history: so many of its facts have happened. Several moments may have one time; the last of them is what `timeUs` alone
 * means.
 */
export interface Moment {
  readonly timeUs: number;
  readonly facts: number;
}

/** What the clock can be moved by. */
export type StepUnit = "event" | "decision" | "failure";
