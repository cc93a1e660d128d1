/** Runs the loads of a recorded situation on the fluid model. */
import { CpuFluid, ROOT_GROUP } from "@orrery/sim-core/kernel";
import { burstCpuUs, type CpuRecording, type GroupOutcome, type Load } from "./cpu-recording.ts";

export interface RunSettings {
  /** How long before the recording the quota period began in which it starts, in microseconds. */
  readonly phaseUs: number;
  /** CPU time of a burst, where it is another than asked for, by group. */
  readonly burstUs: ReadonlyMap<string, number>;
}

/** What each group gets in the time of the recording. */
export function runLoads(recording: CpuRecording, settings: RunSettings): Map<string, GroupOutcome> {
  const fluid = new CpuFluid(recording.cpus, settings.phaseUs);
  const startUs = settings.phaseUs;
  const endUs = startUs + recording.seconds * 1e6;
  const ids = new Map<string, number>();
  const running: RunningLoad[] = [];
  for (const { name, parent, shares, quotaUs, periodUs, load } of recording.groups) {
    const quota = quotaUs === undefined || periodUs === undefined ? {} : { quota: { quotaUs, periodUs } };
    const group = fluid.addGroup(parent === undefined ? ROOT_GROUP : ids.get(parent)!, { weight: shares, ...quota });
    ids.set(name, group);
    if (load !== undefined)
      running.push(new RunningLoad(fluid, group, load, startUs, settings.burstUs.get(name) ?? burstCpuUs(load) ?? Infinity));
  }
  while (fluid.nowUs < endUs) {
    for (const load of running) load.demand();
    const nextUs = Math.min(endUs, ...running.map((load) => load.nextUs()));
    fluid.advance(Math.max(nextUs, fluid.nowUs));
    for (const load of running) load.progress();
  }
  const byGroup = new Map(running.map((load) => [load.group, load]));
  return new Map([...ids].map(([name, group]) => [name, outcome(fluid, group, byGroup.get(group))]));
}

/** Less than this is rounding. */
const DONE_US = 1e-3;

interface LoadThread {
  /** CPU time left of the burst; 0 while the thread sleeps. */
  leftUs: number;
  /** When it wakes; Infinity: never again. */
  wakeUs: number;
  /** From when the latency of the burst counts. */
  begunUs: number;
}

class RunningLoad {
  readonly group: number;
  readonly latenciesUs: number[] = [];
  private readonly fluid: CpuFluid;
  private readonly load: Load;
  private readonly burstUs: number;
  private readonly threads: LoadThread[];
  private seenCpuUs = 0;

  constructor(fluid: CpuFluid, group: number, load: Load, startUs: number, burstUs: number) {
    this.fluid = fluid;
    this.group = group;
    this.load = load;
    this.burstUs = burstUs;
    const wakeUs = startUs + (load.kind === "work" ? load.delayUs : 0);
    this.threads = Array.from({ length: load.threads }, () => ({ leftUs: 0, wakeUs, begunUs: startUs }));
  }

  /** Wakes who is due and tells the model how many want to run. */
  demand(): void {
    const { nowUs } = this.fluid;
    for (const thread of this.threads) {
      if (thread.leftUs > 0 || thread.wakeUs > nowUs) continue;
      thread.leftUs = this.burstUs;
      if (this.load.kind === "duty") thread.begunUs = nowUs;
      if (this.load.kind === "every") thread.begunUs = thread.wakeUs;
    }
    this.fluid.setDemand(this.group, this.runningThreads().length);
  }

  /** When the next thread is done or wakes. */
  nextUs(): number {
    const running = this.runningThreads();
    const leastUs = Math.min(...running.map(({ leftUs }) => leftUs));
    const doneUs = running.length === 0 || leastUs === Infinity ? Infinity : this.fluid.timeOfCpuUs(this.group, leastUs * running.length);
    return Math.min(doneUs, ...this.threads.filter(({ leftUs }) => leftUs === 0).map(({ wakeUs }) => wakeUs));
  }

  /** Threads of a group progress alike. */
  progress(): void {
    const { nowUs } = this.fluid;
    const running = this.runningThreads();
    const cpuUs = this.fluid.cpuUs(this.group);
    const eachUs = (cpuUs - this.seenCpuUs) / running.length;
    this.seenCpuUs = cpuUs;
    for (const thread of running) {
      thread.leftUs -= eachUs;
      if (thread.leftUs > DONE_US) continue;
      thread.leftUs = 0;
      this.latenciesUs.push(nowUs - thread.begunUs);
      if (this.load.kind === "duty") thread.wakeUs = nowUs + this.load.sleepUs;
      else thread.wakeUs = this.load.kind === "every" ? thread.begunUs + this.load.periodUs : Infinity;
    }
  }

  private runningThreads(): LoadThread[] {
    return this.threads.filter(({ leftUs }) => leftUs > 0);
  }
}

function outcome(fluid: CpuFluid, group: number, load: RunningLoad | undefined): GroupOutcome {
  const counters = { throttledPeriods: fluid.throttledPeriods(group), throttledSeconds: fluid.throttledUs(group) / 1e6 };
  if (load === undefined) return counters;
  const sorted = load.latenciesUs.toSorted((a, b) => a - b);
  const completed = sorted.length;
  const at = (share: number) => sorted[Math.floor(completed * share)] ?? 0;
  return {
    cpuSeconds: fluid.cpuUs(group) / 1e6,
    completed,
    meanUs: completed === 0 ? 0 : sorted.reduce((sum, latencyUs) => sum + latencyUs, 0) / completed,
    p50Us: at(0.5),
    p90Us: at(0.9),
    maxUs: sorted.at(-1) ?? 0,
    ...counters,
  };
}
