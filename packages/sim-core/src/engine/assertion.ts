/** A broken promise inside Orrery itself: always checked, never caught and ignored. Bad user input is never an `AssertionError`. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Throws {@link AssertionError} when `condition` is false. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}
