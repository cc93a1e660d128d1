/** Times as objects of the API carry them. */

/** The API keeps whole seconds: what happened within a second counts from its beginning, so a pod may be available up to 1 s early. */
export function apiTimeUs(timeUs: number): number {
  return Math.floor(timeUs / 1_000_000) * 1_000_000;
}
