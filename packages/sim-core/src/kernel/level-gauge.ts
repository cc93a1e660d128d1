/** The memory, or the disk, of one node: what every member holds, in straight lines, their sum, and when a level will be reached. */

/**
 * Members by small whole ids. A change costs the same however many members there are. Whole numbers that do not grow are added exactly;
 * of the others no error builds up, because the sums are made anew after as many changes as there are members.
 *
 * Units: bytes, bytes per microsecond, whole microseconds that never go back.
 *
 * Not modelled: pages; bytes come and go one by one.
 */
export class LevelGauge {
  private nowUs: number;
  private readonly values: number[] = [];
  private readonly slopes: number[] = [];
  /** When the member had its value; -1: there is no such member. */
  private readonly sinceUs: number[] = [];
  private members = 0;
  private growing = 0;
  /** Of members that keep their value. */
  private steadySum = 0;
  /** Of the others, at `nowUs`. */
  private growingSum = 0;
  private growingSlope = 0;
  private changesUntilNewSums = 0;
  private highest = 0;

  constructor(startUs = 0) {
    this.nowUs = startUs;
  }

  /** From now on the member holds `value`, which grows by `slopePerUs`; a member that was not there joins. @throws RangeError */
  set(member: number, nowUs: number, value: number, slopePerUs: number): void {
    if (!(value >= 0 && Number.isFinite(value) && Number.isFinite(slopePerUs))) {
      throw new RangeError(`found ${value} bytes growing by ${slopePerUs} per us; accepted: 0 and more, finite`);
    }
    this.moveTo(nowUs);
    if (this.has(member)) this.subtract(member);
    else this.members++;
    this.values[member] = value;
    this.slopes[member] = slopePerUs;
    this.sinceUs[member] = nowUs;
    if (slopePerUs === 0) this.steadySum += value;
    else {
      this.growing++;
      this.growingSum += value;
      this.growingSlope += slopePerUs;
    }
    this.afterChange();
  }

  /** What the member holds is free. */
  remove(member: number, nowUs: number): void {
    this.moveTo(nowUs);
    if (!this.has(member)) return;
    this.subtract(member);
    this.members--;
    this.sinceUs[member] = -1;
    this.afterChange();
  }

  has(member: number): boolean {
    return (this.sinceUs[member] ?? -1) >= 0;
  }

  /** 0 for a member that is not there. */
  value(member: number, nowUs: number): number {
    return this.has(member) ? this.values[member]! + this.slopes[member]! * (nowUs - this.sinceUs[member]!) : 0;
  }

  /** 0 for a member that is not there. */
  slope(member: number): number {
    return this.has(member) ? this.slopes[member]! : 0;
  }

  total(nowUs: number): number {
    return this.steadySum + (this.growingSum + this.growingSlope * (nowUs - this.nowUs));
  }

  totalSlope(): number {
    return this.growingSlope;
  }

  /** The highest total that there has been. */
  peak(nowUs: number): number {
    return Math.max(this.highest, this.total(nowUs));
  }

  /** The first whole microsecond from now on at which the total is that much or more, as things stand; Infinity: never. */
  whenTotalReaches(level: number, nowUs: number): number {
    // What does not grow is nearly always the answer, and needs no search.
    if (this.growing === 0) return this.total(nowUs) >= level ? nowUs : Infinity;
    return firstReach((atUs) => this.total(atUs), this.growingSlope, level, nowUs);
  }

  /** The first whole microsecond from now on at which the member holds that much or more, as things stand; Infinity: never. */
  whenReaches(member: number, level: number, nowUs: number): number {
    if (this.slope(member) === 0) return this.value(member, nowUs) >= level ? nowUs : Infinity;
    return firstReach((atUs) => this.value(member, atUs), this.slope(member), level, nowUs);
  }

  private moveTo(nowUs: number): void {
    if (!(nowUs >= this.nowUs)) throw new RangeError(`found the time ${nowUs} us; accepted: from ${this.nowUs} us on`);
    this.highest = Math.max(this.highest, this.total(nowUs));
    this.growingSum += this.growingSlope * (nowUs - this.nowUs);
    this.nowUs = nowUs;
  }

  private subtract(member: number): void {
    if (this.slopes[member] === 0) {
      this.steadySum -= this.values[member]!;
      return;
    }
    this.growing--;
    this.growingSum -= this.value(member, this.nowUs);
    this.growingSlope -= this.slopes[member]!;
  }

  private afterChange(): void {
    if (this.growing === 0) this.growingSum = this.growingSlope = 0;
    if (--this.changesUntilNewSums < 0) this.sumAnew();
    this.highest = Math.max(this.highest, this.total(this.nowUs));
  }

  private sumAnew(): void {
    this.changesUntilNewSums = this.sinceUs.length;
    this.steadySum = this.growingSum = this.growingSlope = 0;
    for (let member = 0; member < this.sinceUs.length; member++) {
      if (!this.has(member)) continue;
      if (this.slopes[member] === 0) this.steadySum += this.values[member]!;
      else {
        this.growingSum += this.value(member, this.nowUs);
        this.growingSlope += this.slopes[member]!;
      }
    }
  }
}

/** The quotient may be a rounding off; what counts is the level that will be read at that time. */
function firstReach(valueAt: (atUs: number) => number, slopePerUs: number, level: number, nowUs: number): number {
  const missing = level - valueAt(nowUs);
  if (missing <= 0) return nowUs;
  if (!(slopePerUs > 0) || missing === Infinity) return Infinity;
  const guessUs = nowUs + Math.ceil(missing / slopePerUs);
  if (!Number.isSafeInteger(guessUs)) return Infinity;
  if (valueAt(guessUs) >= level && valueAt(guessUs - 1) < level) return guessUs;
  let [belowUs, atUs] = [nowUs, guessUs];
  for (let stepUs = 1; valueAt(atUs) < level; stepUs *= 2) [belowUs, atUs] = [atUs, atUs + stepUs];
  while (atUs - belowUs > 1) {
    const middleUs = Math.floor((belowUs + atUs) / 2);
    if (valueAt(middleUs) < level) belowUs = middleUs;
    else atUs = middleUs;
  }
  return atUs;
}
