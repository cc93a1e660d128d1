/** Requests against offers of a set of nodes, integrated over time, with peaks; changes at one instant count together. */
import type { Use } from "./report.ts";

export class PoolMeter {
  nodes = 0;
  boundPods = 0;
  /** By resource number. */
  readonly used: Float64Array;
  readonly allocatable: Float64Array;
  readonly hardware: Float64Array;
  private readonly usedTime: Float64Array;
  private readonly allocatableTime: Float64Array;
  private readonly hardwareTime: Float64Array;
  private readonly peakAllocatable: Float64Array;
  private readonly peakHardware: Float64Array;
  private lastUs = 0;

  constructor(resources: number) {
    const vector = () => new Float64Array(resources);
    [this.used, this.allocatable, this.hardware] = [vector(), vector(), vector()];
    [this.usedTime, this.allocatableTime, this.hardwareTime] = [vector(), vector(), vector()];
    [this.peakAllocatable, this.peakHardware] = [vector().fill(NaN), vector().fill(NaN)];
  }

  /** Everything was as it is from the last call until `timeUs`. To be called before each change, and at the end. */
  advance(timeUs: number): void {
    const spanUs = timeUs - this.lastUs;
    if (spanUs > 0) this.settle(spanUs);
    this.lastUs = timeUs;
  }

  /** To be called once, after the last change: what holds at the end may be a peak too. */
  finish(timeUs: number): void {
    this.advance(timeUs);
    this.settle(0);
  }

  overAllocatable(resource: number): Use {
    return this.use(resource, this.allocatable, this.allocatableTime, this.peakAllocatable);
  }

  overHardware(resource: number): Use {
    return this.use(resource, this.hardware, this.hardwareTime, this.peakHardware);
  }

  private settle(spanUs: number): void {
    for (let r = 0; r < this.used.length; r++) {
      const used = this.used[r]!;
      this.usedTime[r]! += used * spanUs;
      this.allocatableTime[r]! += this.allocatable[r]! * spanUs;
      this.hardwareTime[r]! += this.hardware[r]! * spanUs;
      this.peakAllocatable[r] = greater(this.peakAllocatable[r]!, share(used, this.allocatable[r]!));
      this.peakHardware[r] = greater(this.peakHardware[r]!, share(used, this.hardware[r]!));
    }
  }

  private use(r: number, offered: Float64Array, offeredTime: Float64Array, peaks: Float64Array): Use {
    const end = share(this.used[r]!, offered[r]!);
    // A run that takes no time has no mean but what holds at its end.
    const mean = offeredTime[r]! > 0 ? this.usedTime[r]! / offeredTime[r]! : end;
    return { mean: finite(mean), peak: finite(peaks[r]!), end: finite(end) };
  }
}

export function share(used: number, offered: number): number {
  return offered > 0 ? used / offered : NaN;
}

/** JSON knows no NaN. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function greater(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
