/** What a policy of one's own did wrong, and where; the message is for its author. */

/** In the author's text, from 1; a line of 0: unknown. */
export interface PolicyPlace {
  readonly line: number;
  readonly column: number;
}

export const NOWHERE: PolicyPlace = { line: 0, column: 0 };

export class PolicyError extends Error {
  override readonly name = "PolicyError";
  readonly place: PolicyPlace;

  constructor(message: string, place: PolicyPlace = NOWHERE) {
    super(message);
    this.place = place;
  }
}

/** The name and message of whatever was thrown; it may come from another realm, where `instanceof Error` does not know it. */
export function thrownText(thrown: unknown): string {
  try {
    const { name, message } = thrown as { readonly name?: unknown; readonly message?: unknown };
    if (typeof name === "string" && typeof message === "string") return `${name}: ${message}`;
    return String(thrown);
  } catch {
    return "something that cannot be shown";
  }
}
