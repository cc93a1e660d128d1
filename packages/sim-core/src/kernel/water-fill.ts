/** Weighted max-min fairness at one level: nobody gets more than they want, and who wants more gets in proportion to weight. */

/**
 * Shares `amount` among the members `from` to `to - 1` and writes what each gets to `rates`. When they want less than there is, everybody
 * gets what they want; else all of it is given away, and a member is short only if it has got at least as much per weight as every other.
 *
 * @param weights above 0
 * @param caps what each wants at most, 0 and more
 *
 * Algorithm: progressive filling ("water filling"; Bertsekas and Gallager, Data Networks, 6.5.2). A pass grants all members whose wish
 * lies below the level that the others then share; usually two or three passes, at most one per member.
 */
export function waterFill(amount: number, from: number, to: number, weights: Float64Array, caps: Float64Array, rates: Float64Array): void {
  let wanted = 0;
  for (let member = from; member < to; member++) {
    rates[member] = caps[member]!;
    wanted += caps[member]!;
  }
  if (wanted > amount) rationed(amount, from, to, weights, caps, rates);
}

/** Stands in `rates` for a member whose share is not known yet. */
const OPEN = -1;

function rationed(amount: number, from: number, to: number, weights: Float64Array, caps: Float64Array, rates: Float64Array): void {
  let left = amount;
  let openWeight = 0;
  for (let member = from; member < to; member++) {
    if (caps[member]! <= 0) continue;
    rates[member] = OPEN;
    openWeight += weights[member]!;
  }
  for (let granted = true; granted;) {
    granted = false;
    const level = left / openWeight;
    for (let member = from; member < to; member++) {
      if (rates[member] !== OPEN || caps[member]! > level * weights[member]!) continue;
      rates[member] = caps[member]!;
      left -= caps[member]!;
      openWeight -= weights[member]!;
      granted = true;
    }
  }
  for (let member = from; member < to; member++) {
    if (rates[member] === OPEN) rates[member] = (Math.max(left, 0) * weights[member]!) / openWeight;
  }
}
