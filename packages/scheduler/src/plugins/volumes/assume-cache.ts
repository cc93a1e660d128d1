/**
 * Objects of a lister, overlaid with versions that the scheduler assumes until the store has them.
 *
 * An assumed version holds as long as the stored object is the one it was made from; any newer stored object overrides it.
 * Source: pkg/scheduler/framework/plugins/volumebinding/passive_assume_cache.go, Kubernetes v1.36.2.
 */
import type { ObjectMeta } from "@orrery/sim-core/model";
import type { Lister } from "../../framework/index.ts";

export class AssumeCache<T extends { readonly metadata: ObjectMeta }> {
  readonly #lister: Lister<T>;
  readonly #assumed = new Map<string, { readonly base: T; readonly object: T }>();
  #sweepAt = 64;

  constructor(lister: Lister<T>) {
    this.#lister = lister;
  }

  get(key: string): T | undefined {
    const stored = this.#lister.get(key);
    return stored === undefined ? undefined : this.overlay(key, stored);
  }

  /** What stands for the stored object at `key`: itself, or the version assumed in its place. */
  overlay(key: string, stored: T): T {
    if (this.#assumed.size === 0) return stored;
    const entry = this.#assumed.get(key);
    return entry !== undefined && isSameVersion(entry.base, stored) ? entry.object : stored;
  }

  /** The versions that stand for stored objects now, in the order of being assumed. */
  *assumed(): Iterable<T> {
    for (const [key, { base, object }] of this.#assumed) {
      const stored = this.#lister.get(key);
      if (stored !== undefined && isSameVersion(base, stored)) yield object;
    }
  }

  /** Lets `object` stand for the stored object at `key`, which must exist. */
  assume(key: string, object: T): void {
    const base = this.#lister.get(key);
    if (base === undefined) throw new Error(`cannot assume ${JSON.stringify(key)}: the store does not have it`);
    this.#assumed.set(key, { base, object });
    if (this.#assumed.size >= this.#sweepAt) this.#sweep();
  }

  /** Takes back what was assumed at `key`, whoever assumed it. */
  restore(key: string): void {
    this.#assumed.delete(key);
  }

  /** Forgets what the store has overtaken; the doubling limit keeps this cheap. */
  #sweep(): void {
    for (const [key, { base }] of this.#assumed) {
      const stored = this.#lister.get(key);
      if (stored === undefined || !isSameVersion(base, stored)) this.#assumed.delete(key);
    }
    this.#sweepAt = 2 * this.#assumed.size + 64;
  }
}

function isSameVersion<T extends { readonly metadata: ObjectMeta }>(a: T, b: T): boolean {
  return a === b || (a.metadata.resourceVersion !== undefined && a.metadata.resourceVersion === b.metadata.resourceVersion);
}
