/** A stretch of time cut into segments in which all rates are constant: what every group gets in it, ready to be asked at any time. */

/**
 * Lists are by place of the layout; times count from the start of a quota cycle. One table is filled again and again, so that its memory
 * is used again too.
 */
export class CpuSegments {
  /** Number of segments. */
  count = 0;
  /** End of the last segment. */
  endUs = 0;
  readonly startsUs: number[] = [];
  /** Whether somebody is throttled or let go at the start of the segment. */
  readonly changes: boolean[] = [];
  /** Periods at whose end a group was throttled: when, and its place. */
  readonly periodEndsUs: number[] = [];
  readonly periodEndPlaces: number[] = [];
  /** Stretches in which a group is throttled, and on how many CPUs its threads wait: what the kernel counts as throttled time. */
  readonly waits: CpuWait[] = [];
  private size = 0;
  /** A row for each segment. */
  private rates = new Float64Array(0);
  /** CPU time since the start of the table: a row for the start of each segment, and one for the end of the last. */
  private given = new Float64Array(0);

  reset(size: number): void {
    this.size = size;
    this.count = 0;
    this.startsUs.length = this.changes.length = this.periodEndsUs.length = this.periodEndPlaces.length = this.waits.length = 0;
    this.reserve();
    this.given.fill(0, 0, size);
  }

  push(startUs: number, endUs: number, rates: Float64Array, changed: boolean): void {
    const { size, count, given } = this;
    const row = count * size;
    this.rates.set(rates, row);
    // Segments without end are the last, and nobody asks what is given at their end.
    const lengthUs = endUs === Infinity ? 0 : endUs - startUs;
    for (let place = 0; place < size; place++) given[row + size + place] = given[row + place]! + rates[place]! * lengthUs;
    this.startsUs.push(startUs);
    this.changes.push(changed);
    this.endUs = endUs;
    this.count++;
    this.reserve();
  }

  /** The segment in force at a time. */
  at(timeUs: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.startsUs[middle]! <= timeUs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  rate(segment: number, place: number): number {
    return this.rates[segment * this.size + place]!;
  }

  /** CPU time that a group has got since the start of the table. */
  cpuUs(segment: number, place: number, timeUs: number): number {
    return this.given[segment * this.size + place]! + this.rate(segment, place) * (timeUs - this.startsUs[segment]!);
  }

  /** CPU time of the whole table. */
  totalUs(place: number): number {
    return this.given[this.count * this.size + place]!;
  }

  /** Throttled time of a group since the start of the table, summed over CPUs. */
  throttledUs(place: number, timeUs: number): number {
    let sum = 0;
    for (const wait of this.waits) if (wait.place === place) sum += waitUs(wait, timeUs);
    return sum;
  }

  throttledPeriods(place: number, timeUs: number): number {
    let count = 0;
    for (let i = 0; i < this.periodEndsUs.length && this.periodEndsUs[i]! <= timeUs; i++) if (this.periodEndPlaces[i] === place) count++;
    return count;
  }

  /** When a group has got that much since the start of the table; Infinity: not in it. What is short by `roundingUs` counts as done. */
  reach(place: number, amountUs: number, roundingUs: number): number {
    const { size, given } = this;
    if (!(this.endUs === Infinity || this.totalUs(place) >= amountUs - roundingUs)) return Infinity;
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (given[(middle + 1) * size + place]! >= amountUs - roundingUs) high = middle;
      else low = middle + 1;
    }
    while (low < this.count && this.rate(low, place) <= 0) low++;
    if (low === this.count) return Infinity;
    const atUs = this.startsUs[low]! + Math.max(amountUs - given[low * size + place]!, 0) / this.rate(low, place);
    return Math.min(atUs, this.startsUs[low + 1] ?? this.endUs);
  }

  /** Room for one more segment and the row after it. */
  private reserve(): void {
    const needed = (this.count + 2) * this.size;
    if (this.given.length >= needed) return;
    const capacity = Math.max(needed, 4 * this.size, 2 * this.given.length);
    this.rates = enlarged(this.rates, capacity);
    this.given = enlarged(this.given, capacity);
  }
}

export interface CpuWait {
  readonly place: number;
  readonly fromUs: number;
  toUs: number;
  readonly cpus: number;
}

/** Throttled time of a stretch until a time. */
export function waitUs({ fromUs, toUs, cpus }: CpuWait, timeUs: number): number {
  return cpus * Math.max(0, Math.min(toUs, timeUs) - fromUs);
}

function enlarged(values: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(values);
  return larger;
}
