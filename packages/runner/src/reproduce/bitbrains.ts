/** Repeats OpenDC's Bitbrains experiment: virtual machines with measured CPU usage on a few hosts, their active time and energy. */
import type { BitbrainsHost } from "./bitbrains-hosts.ts";
import { ACTIVE_TOLERANCE, bitbrainsPublished, ENERGY_TOLERANCE } from "./bitbrains-published.ts";
import type { BitbrainsPublished } from "./bitbrains-published.ts";
import { placeInOrder } from "./bitbrains-queue.ts";
import { activeTimeMs } from "./bitbrains-usage.ts";
import { bitbrainsVms, sampleByLoad } from "./bitbrains-workload.ts";
import type { RecordedVms } from "../scenario/index.ts";

/** OpenDC writes out host time in steps of this length, and the last step is a whole one. */
export const EXPORT_STEP_MS = 300_000;

export interface BitbrainsOptions {
  readonly trace: RecordedVms;
  /** In file order, at least one. */
  readonly hosts: readonly BitbrainsHost[];
  /** Of the total load, above 0 and at most 1: see `sampleByLoad`. Default 1, all VMs. */
  readonly share?: number;
}

export interface BitbrainsTotals {
  /** Over all hosts, whole milliseconds: makespan rounded up to the export step. Active and idle time add up to it. */
  readonly hostTimeMs: number;
  readonly activeMs: number;
  readonly idleMs: number;
  readonly energyJ: number;
}

export interface BitbrainsHostRow extends BitbrainsTotals {
  readonly name: string;
  /** VMs that ran here. */
  readonly vms: number;
}

export interface BitbrainsVmRow {
  readonly id: string;
  readonly host: string;
  readonly submissionMs: number;
  readonly startMs: number;
  readonly endMs: number;
}

export interface BitbrainsComparison {
  readonly measure: string;
  readonly ours: number;
  /** Undefined where nothing is published. */
  readonly published: number | undefined;
  /** |ours - published| / published that still agrees; 0: exact. */
  readonly tolerance: number;
  readonly agrees: boolean | undefined;
}

export interface BitbrainsResult extends BitbrainsTotals {
  /** VMs of the trace, and of them in the sample. */
  readonly traceVms: number;
  readonly vms: number;
  readonly makespanMs: number;
  readonly scheduled: number;
  readonly completed: number;
  /** VMs that started after their submission. */
  readonly delayed: number;
  /** Ids of VMs that never started, by submission; the first fits on no host. */
  readonly pending: readonly string[];
  readonly hosts: readonly BitbrainsHostRow[];
  /** In the order of placing. */
  readonly placements: readonly BitbrainsVmRow[];
  /** The published run that this one repeats. */
  readonly publishedTest: string | undefined;
  readonly comparison: readonly BitbrainsComparison[];
  /** False when a published number is missed. */
  readonly agrees: boolean;
}

/** @throws RangeError for a share outside its range or no hosts */
export function reproduceBitbrains({ trace, hosts, share = 1 }: BitbrainsOptions): BitbrainsResult {
  if (hosts.length === 0) throw new RangeError("hosts: found none, at least one is needed");
  const vms = sampleByLoad(bitbrainsVms(trace), share);
  const run = placeInOrder(vms, hosts);
  const active = activeTimeMs(trace, hosts, run.placements);
  const hostTimeMs = Math.ceil(run.makespanMs / EXPORT_STEP_MS) * EXPORT_STEP_MS;
  const rows = hosts.map((host, i) => ({
    name: host.name,
    vms: run.placements.filter((placement) => placement.host === i).length,
    ...hostTotals(host, hostTimeMs, active[i]!),
  }));
  const sum = (of: (row: BitbrainsHostRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const outcome = {
    hostTimeMs: sum((row) => row.hostTimeMs),
    activeMs: sum((row) => row.activeMs),
    idleMs: sum((row) => row.idleMs),
    energyJ: sum((row) => row.energyJ),
    scheduled: run.placements.length,
    completed: run.completed,
    pending: run.pending.map((vm) => vm.id),
  };
  const published = bitbrainsPublished(trace, vms.length, hosts);
  const comparison = compared(outcome, published);
  return {
    traceVms: trace.count,
    vms: vms.length,
    makespanMs: run.makespanMs,
    ...outcome,
    delayed: run.placements.filter(({ vm, startMs }) => startMs > vm.submissionMs).length,
    hosts: rows,
    placements: run.placements.map(({ vm, host, startMs, endMs }) => ({
      id: vm.id,
      host: hosts[host]!.name,
      submissionMs: vm.submissionMs,
      startMs,
      endMs,
    })),
    publishedTest: published?.test,
    comparison,
    agrees: comparison.every((row) => row.agrees !== false),
  };
}

/** Active time in whole milliseconds, so that it and the idle time add up exactly; the energy is of the unrounded. */
function hostTotals({ idlePowerW, maxPowerW }: BitbrainsHost, hostTimeMs: number, active: number): BitbrainsTotals {
  const activeMs = Math.round(active);
  const energyJ = (idlePowerW * hostTimeMs + (maxPowerW - idlePowerW) * active) / 1000;
  return { hostTimeMs, activeMs, idleMs: hostTimeMs - activeMs, energyJ };
}

type Outcome = BitbrainsTotals & { readonly scheduled: number; readonly completed: number; readonly pending: readonly string[] };

function compared(ours: Outcome, published: BitbrainsPublished | undefined): BitbrainsComparison[] {
  const row = (measure: string, our: number, their: number | undefined, tolerance = 0): BitbrainsComparison => ({
    measure,
    ours: our,
    published: their,
    tolerance,
    agrees: their === undefined ? undefined : Math.abs(our - their) <= tolerance * their,
  });
  return [
    row("host time (ms)", ours.hostTimeMs, published && published.activeMs + published.idleMs),
    row("active (ms)", ours.activeMs, published?.activeMs, ACTIVE_TOLERANCE),
    row("idle (ms)", ours.idleMs, published?.idleMs, ACTIVE_TOLERANCE),
    row("energy (J)", ours.energyJ, published?.energyJ, ENERGY_TOLERANCE),
    row("VMs scheduled", ours.scheduled, published?.counts?.scheduled),
    row("VMs completed", ours.completed, published?.counts?.completed),
    row("VMs pending", ours.pending.length, published?.counts?.pending),
  ];
}
