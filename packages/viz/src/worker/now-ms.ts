/** Milliseconds of a clock that only grows. Kept from the beginning: a worker with a typed policy loses its `performance`. */
const clock = performance;
const read: () => number = clock.now.bind(clock);

export function nowMs(): number {
  return read();
}
