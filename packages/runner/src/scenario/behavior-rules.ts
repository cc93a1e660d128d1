/** From `spec.behaviors` to rules: every mistake with its place, every amount and time in the units of the simulation. */
import { constant } from "@orrery/sim-core/engine";
import type { Distribution } from "@orrery/sim-core/engine";
import { EVERYTHING, SelectorError, selectorFromLabelSelector } from "@orrery/sim-core/model";
import type { Selector } from "@orrery/sim-core/model";
import type { BehaviorRule, ContainerBehavior, CpuWork, Curve } from "@orrery/sim-core/workload";
import type { BehaviorEntry, CpuSeconds, CurveEntry } from "./behavior.ts";
import { drawnUs, readCurve } from "./curve.ts";
import type { CurveContext } from "./curve.ts";
import type { Path } from "./problem.ts";
import { requiredUs } from "./random-time.ts";
import type { RandomTime } from "./random-time.ts";

export interface BehaviorContext extends Pick<CurveContext, "seriesAt" | "complain"> {
  /** controlPlane.podStop: how long a container takes to stop where its behaviour does not say. */
  readonly podStopUs: number;
}

/** In the order written: the first that matches a container counts. */
export function behaviorRules(entries: readonly BehaviorEntry[], context: BehaviorContext): BehaviorRule[] {
  const names = new Set<string>();
  return entries.map((entry, index) => {
    const path = ["spec", "behaviors", index];
    if (names.has(entry.name)) {
      context.complain([...path, "name"], "a second behavior of this name", JSON.stringify(entry.name), "a name of its own");
    }
    names.add(entry.name);
    const { name, namespace, container } = entry;
    return { name, namespace, selector: selectorOf(entry, path, context), container, behavior: behaviorOf(entry, path, context) };
  });
}

/** What a container does where nothing is said. */
export function idleBehavior(stopUs: number): ContainerBehavior {
  return {
    cpu: NOTHING,
    memory: NOTHING,
    disk: NOTHING,
    processes: 1,
    startup: undefined,
    work: undefined,
    exit: { afterUs: undefined, code: 0 },
    crash: undefined,
    hang: undefined,
    answerUs: 0,
    stopUs,
    stopCode: SIGTERM_EXIT,
    postStartUs: 0,
    preStopUs: 0,
    supervisedRestartUs: undefined,
  };
}

const NOTHING: Curve = { kind: "constant", value: 0 };
/** 128 + 15: what a shell says of a process that SIGTERM ended. */
const SIGTERM_EXIT = 143;

function selectorOf({ selector }: BehaviorEntry, path: Path, { complain }: BehaviorContext): Selector {
  if (selector === undefined) return EVERYTHING;
  try {
    return selectorFromLabelSelector(selector);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    complain([...path, "selector"], error.message, "", "a valid label selector");
    return EVERYTHING;
  }
}

function behaviorOf(entry: BehaviorEntry, path: Path, context: BehaviorContext): ContainerBehavior {
  const { startup, work, exit, crash, hang, stop, supervised } = entry;
  const curve = (field: "cpu" | "memory" | "disk"): Curve =>
    curveOf(entry[field], [...path, field], field === "cpu" ? "cores" : "bytes", context);
  const drawn = (time: RandomTime, ...at: string[]): Distribution => drawnUs(time, [...path, ...at], context);
  const cpuWork = (given: { readonly cpuSeconds: CpuSeconds; readonly threads?: number }, field: string): CpuWork => ({
    cpuUs:
      typeof given.cpuSeconds === "number" ? constant(Math.round(given.cpuSeconds * 1e6)) : drawn(given.cpuSeconds, field, "cpuSeconds"),
    threads: given.threads ?? 1,
  });
  const startWork = startup?.cpuSeconds === undefined ? undefined : cpuWork({ ...startup, cpuSeconds: startup.cpuSeconds }, "startup");
  if (startWork === undefined && startup?.threads !== undefined) {
    context.complain([...path, "startup", "threads"], "there is no work for them", String(startup.threads), "cpuSeconds beside it");
  }
  if (work !== undefined && entry.cpu !== undefined) {
    context.complain([...path, "cpu"], "cannot stand beside work: its CPU is the work's", "cpu and work", "one of cpu, work");
  }
  if (work !== undefined && exit?.after !== undefined) {
    context.complain([...path, "exit", "after"], "cannot stand beside work: it exits when its work is done", "", "one of work, exit.after");
  }
  if (exit !== undefined && exit.after === undefined && work === undefined) {
    context.complain([...path, "exit"], "nothing says when it exits", "", "after, or work beside it");
  }
  const waitUs = startup?.wait === undefined ? undefined : drawn(startup.wait, "startup", "wait");
  const idle = idleBehavior(context.podStopUs);
  return {
    ...idle,
    cpu: curve("cpu"),
    memory: curve("memory"),
    disk: curve("disk"),
    processes: entry.processes ?? idle.processes,
    startup: waitUs === undefined && startWork === undefined ? undefined : { waitUs, work: startWork },
    work: work === undefined ? undefined : cpuWork(work, "work"),
    exit: { afterUs: exit?.after === undefined ? undefined : drawn(exit.after, "exit", "after"), code: exit?.code ?? idle.exit.code },
    crash: crash === undefined ? undefined : { afterUs: drawn(crash.after, "crash", "after"), code: crash.code ?? 1 },
    hang: hang === undefined ? undefined : { afterUs: drawn(hang.after, "hang", "after") },
    answerUs: requiredUs(entry.answer ?? "0s"),
    stopUs: stopUs(stop?.after, context),
    stopCode: stop?.code ?? idle.stopCode,
    postStartUs: requiredUs(entry.postStart ?? "0s"),
    preStopUs: requiredUs(entry.preStop ?? "0s"),
    supervisedRestartUs: supervised === undefined ? undefined : requiredUs(supervised.restart ?? "0s"),
  };
}

function stopUs(after: string | undefined, { podStopUs }: BehaviorContext): number {
  if (after === undefined) return podStopUs;
  return after === "never" ? Infinity : requiredUs(after);
}

function curveOf(entry: CurveEntry | undefined, path: Path, unit: "cores" | "bytes", context: BehaviorContext): Curve {
  return entry === undefined ? NOTHING : readCurve(entry, path, { ...context, unit });
}
