/**
 * trunc(100 / (1 + e^-x)) from + - * / alone, so that every engine gets the same integer: Math.exp may differ between them in the last digit.
 */

export class LogisticPercent {
  /** thresholds[k]: the x from which on the answer is at least k; ln(k / (100 - k)). */
  private readonly thresholds = new Float64Array(100);

  constructor() {
    this.thresholds[0] = -Infinity;
    for (let k = 1; k < 100; k++) this.thresholds[k] = 2 * areaTangent((k - 50) / 50);
  }

  /** @returns 0..99; the limit 100 is not reached by any finite amount of GPUs on a node. */
  at(x: number): number {
    const { thresholds } = this;
    let low = 0;
    let high = 99;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (thresholds[middle]! <= x) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** artanh z = z + z^3/3 + z^5/5 + ... for |z| <= 0.98: some 900 terms until nothing changes. */
function areaTangent(z: number): number {
  let sum = 0;
  let power = z;
  for (let n = 1; sum + power / n !== sum; n += 2) {
    sum += power / n;
    power *= z * z;
  }
  return sum;
}
