/** The objects of a lister grouped by a text; grouped anew only when the lister has changed. */
import type { Lister } from "../../framework/index.ts";

export class ListerIndex<T> {
  readonly #lister: Lister<T>;
  readonly #groupOf: (object: T) => string;
  #groups: ReadonlyMap<string, readonly T[]> = new Map();
  #version: number | undefined;

  constructor(lister: Lister<T>, groupOf: (object: T) => string) {
    this.#lister = lister;
    this.#groupOf = groupOf;
  }

  /** The objects of a group, in the order of the lister. */
  get(group: string): readonly T[] {
    if (this.#version !== this.#lister.version) this.#build();
    return this.#groups.get(group) ?? NONE;
  }

  #build(): void {
    const groups = new Map<string, T[]>();
    for (const object of this.#lister.values()) {
      const group = this.#groupOf(object);
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [object]);
      else members.push(object);
    }
    this.#groups = groups;
    this.#version = this.#lister.version;
  }
}

const NONE: readonly never[] = [];
