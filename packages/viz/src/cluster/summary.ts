/**
 * What is told of all pods of a frame together. With a hundred thousand of them the sums take a while: they are made in the worker, beside
 * the frame, and the page reads them.
 */
import { POD_PHASES, PodFlag } from "@orrery/runner/session";
import type { Frame } from "@orrery/runner/session";
import { Style, STYLES } from "../draw/index.ts";
import { podStyle } from "./pod-style.ts";
import { sufferingOf } from "./suffering.ts";
import type { Suffering } from "./suffering.ts";

export interface WorkloadSum {
  /** Number of its name. */
  readonly name: number;
  /** Of pods that are not over. */
  readonly pods: number;
  readonly ready: number;
  readonly waiting: number;
}

export interface Summary {
  /** Pods by their style. */
  readonly styles: Uint32Array;
  /** Pods whose phase is Running, and those of them that are not ready. */
  readonly running: number;
  readonly unready: number;
  /** Of all pods that are there. */
  readonly restarts: number;
  /** Rows of the pods that wait for a node, ascending. */
  readonly waiting: Int32Array;
  /** Those with most waiting first, then with most pods. */
  readonly workloads: readonly WorkloadSum[];
  readonly suffering: readonly Suffering[];
}

const summaries = new WeakMap<Frame, Summary>();

/** Takes a summary that came with a frame. */
export function rememberSummary(frame: Frame, summary: Summary): void {
  summaries.set(frame, summary);
}

/** The summary that came with the frame; made where none did. */
export function summaryOf(frame: Frame, texts: readonly string[]): Summary {
  let summary = summaries.get(frame);
  if (summary === undefined) summaries.set(frame, (summary = summed(frame, texts)));
  return summary;
}

const RUNNING: number = POD_PHASES.indexOf("Running");

function summed(frame: Frame, texts: readonly string[]): Summary {
  const { pods } = frame;
  const styles = new Uint32Array(STYLES);
  const waiting: number[] = [];
  const workloads = new Map<number, { name: number; pods: number; ready: number; waiting: number }>();
  let running = 0;
  let unready = 0;
  let restarts = 0;
  let last: { name: number; pods: number; ready: number; waiting: number } | undefined;
  for (let row = 0; row < pods.count; row++) {
    const style = podStyle(pods, row);
    styles[style]! += 1;
    restarts += pods.restarts[row]!;
    if (pods.phase[row] === RUNNING) {
      running += 1;
      if ((pods.flags[row]! & PodFlag.ready) === 0) unready += 1;
    }
    if (style === Style.waiting) waiting.push(row);
    if (style === Style.succeeded) continue;
    // Neighbours are often of one workload.
    const name = pods.workload[row]!;
    if (last?.name !== name) {
      last = workloads.get(name);
      if (last === undefined) workloads.set(name, (last = { name, pods: 0, ready: 0, waiting: 0 }));
    }
    last.pods += 1;
    if (style === Style.ready || style === Style.restarted) last.ready += 1;
    if (style === Style.waiting) last.waiting += 1;
  }
  return {
    styles,
    running,
    unready,
    restarts,
    waiting: Int32Array.from(waiting),
    workloads: [...workloads.values()].sort((a, b) => b.waiting - a.waiting || b.pods - a.pods || a.name - b.name),
    suffering: sufferingOf(frame, texts),
  };
}
