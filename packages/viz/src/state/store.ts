/** A value that changes as a whole, and who wants to hear of it. */

export class Store<T> {
  private current: T;
  private readonly listeners = new Set<(value: T, before: T) => void>();

  constructor(value: T) {
    this.current = value;
  }

  get value(): T {
    return this.current;
  }

  set(value: T): void {
    if (value === this.current) return;
    const before = this.current;
    this.current = value;
    for (const listener of this.listeners) listener(value, before);
  }

  update(change: Partial<T>): void {
    this.set({ ...this.current, ...change });
  }

  /** @returns how to stop */
  subscribe(listener: (value: T, before: T) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
