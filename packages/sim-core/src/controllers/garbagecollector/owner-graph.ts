/** Who is owned by whom, as the garbage collector knows it: dependents by the uid of the owner. */
import type { OwnerReference } from "../../model/index.ts";

export class OwnerGraph {
  /** In the order in which the collector heard of them. */
  private readonly dependents = new Map<string, Set<string>>();
  private readonly references = new Map<string, readonly OwnerReference[]>();

  /** @returns the references that `item` had before */
  set(item: string, references: readonly OwnerReference[]): readonly OwnerReference[] {
    const before = this.references.get(item) ?? NO_OWNERS;
    if (before === references) return before;
    for (const { uid } of before) this.unlink(uid, item);
    if (references.length === 0) this.references.delete(item);
    else this.references.set(item, references);
    for (const { uid } of references) {
      const items = this.dependents.get(uid);
      if (items === undefined) this.dependents.set(uid, new Set([item]));
      else items.add(item);
    }
    return before;
  }

  dependentsOf(uid: string): ReadonlySet<string> {
    return this.dependents.get(uid) ?? NO_ITEMS;
  }

  private unlink(uid: string, item: string): void {
    const items = this.dependents.get(uid);
    if (items?.delete(item) === true && items.size === 0) this.dependents.delete(uid);
  }
}

export const NO_OWNERS: readonly OwnerReference[] = [];
const NO_ITEMS: ReadonlySet<string> = new Set();
