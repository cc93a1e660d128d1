/**
 * Pods that got clearly less CPU than they wanted between two samples of usage: held back by their own limits, or by what else ran on their
 * machine. Few pods are at most times, so that only they have a row; what nobody is held back in costs nothing.
 */
import type { UsageReader } from "@orrery/sim-core/kubelet";

/** Of the time in which a pod worked or waited for its quota: from here on it counts as throttled. A judgement, as all three. */
const THROTTLED = 0.1;
/** Of the CPU that it wanted: who misses more, and is not throttled, counts as starved. */
const STARVED = 0.1;
/** Who wants less than a hundredth of a core is not looked at. */
const LEAST_CORES = 0.01;

export class HeldLog {
  length = 0;
  /** By row: number of the pod. */
  pod: Int32Array = new Int32Array(256);
  /** By row, in percent: waited for its quota, of the time that it worked or waited for it; missed of the CPU that it wanted. */
  throttled: Uint8Array = new Uint8Array(256);
  missed: Uint8Array = new Uint8Array(256);
  /** By sample: its time, and how many rows there were after it. */
  private readonly sampleUs: number[] = [];
  private readonly ends: number[] = [];
  /** By pod: the integrals as of the last sample in which it ran. */
  private cpuUs = new Float64Array(1024);
  private wantedUs = new Float64Array(1024);
  private throttledUs = new Float64Array(1024);

  /** @param nodes numbers of those that are there; after the earlier samples */
  sample(nowUs: number, nodes: Iterable<number>, usage: UsageReader): void {
    const spanUs = nowUs - (this.sampleUs.at(-1) ?? 0);
    for (const node of nodes)
      usage.eachPodCpu(node, (pod, cpuUs, wantedUs, throttledUs) => this.note(pod, spanUs, cpuUs, wantedUs, throttledUs));
    this.sampleUs.push(nowUs);
    this.ends.push(this.length);
  }

  /** The rows of the last sample at or before a moment: from the first to before the last; none when there is no sample. */
  rowsAt(timeUs: number): { readonly from: number; readonly to: number } {
    let low = 0;
    let high = this.sampleUs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sampleUs[middle]! <= timeUs) low = middle + 1;
      else high = middle;
    }
    return { from: this.ends[low - 2] ?? 0, to: this.ends[low - 1] ?? 0 };
  }

  private note(pod: number, spanUs: number, cpuUs: number, wantedUs: number, throttledUs: number): void {
    if (pod >= this.cpuUs.length) this.know(pod);
    const got = cpuUs - this.cpuUs[pod]!;
    const wanted = wantedUs - this.wantedUs[pod]!;
    const waited = throttledUs - this.throttledUs[pod]!;
    this.cpuUs[pod] = cpuUs;
    this.wantedUs[pod] = wantedUs;
    this.throttledUs[pod] = throttledUs;
    if (wanted < LEAST_CORES * spanUs) return;
    const throttled = waited / (got + waited || 1);
    const missed = Math.max(0, 1 - got / wanted);
    if (throttled >= THROTTLED || missed >= STARVED) this.add(pod, throttled, missed);
  }

  private add(pod: number, throttled: number, missed: number): void {
    if (this.length === this.pod.length) this.grow();
    const at = this.length++;
    this.pod[at] = pod;
    this.throttled[at] = throttled < THROTTLED ? 0 : Math.round(throttled * 100);
    this.missed[at] = Math.round(missed * 100);
  }

  private grow(): void {
    const size = this.length * 2;
    this.pod = copied(new Int32Array(size), this.pod);
    this.throttled = copied(new Uint8Array(size), this.throttled);
    this.missed = copied(new Uint8Array(size), this.missed);
  }

  private know(pod: number): void {
    const size = Math.max(pod + 1, this.cpuUs.length * 2);
    this.cpuUs = copied(new Float64Array(size), this.cpuUs);
    this.wantedUs = copied(new Float64Array(size), this.wantedUs);
    this.throttledUs = copied(new Float64Array(size), this.throttledUs);
  }
}

function copied<T extends Int32Array | Uint8Array | Float64Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
