/** Amounts by resource name: read from a manifest, summed, and the greater of two lists. */
import type { ResourceList } from "./objects.ts";
import { parseQuantity, type Quantity } from "./quantity.ts";

export type ResourceAmounts = Map<string, Quantity>;

/** @throws QuantityError for an amount that is no quantity. */
export function readResources(list: ResourceList | undefined | null): ResourceAmounts {
  const amounts: ResourceAmounts = new Map();
  for (const [name, amount] of Object.entries(list ?? {})) amounts.set(name, parseQuantity(amount));
  return amounts;
}

/** Adds every amount of `more` to `sums`, in place. */
export function addResources(sums: ResourceAmounts, more: ReadonlyMap<string, Quantity>): void {
  for (const [name, amount] of more) sums.set(name, sums.get(name)?.add(amount) ?? amount);
}

/** Raises `greatest` to the amounts of `other` where those are greater, in place. */
export function raiseResources(greatest: ResourceAmounts, other: ReadonlyMap<string, Quantity>): void {
  for (const [name, amount] of other) {
    const known = greatest.get(name);
    if (known === undefined || amount.cmp(known) > 0) greatest.set(name, amount);
  }
}

/** The greatest amount of each resource in any of the lists. */
export function greatestResources(...lists: readonly ReadonlyMap<string, Quantity>[]): ResourceAmounts {
  const greatest: ResourceAmounts = new Map();
  for (const list of lists) raiseResources(greatest, list);
  return greatest;
}
