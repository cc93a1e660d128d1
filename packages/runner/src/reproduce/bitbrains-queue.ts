/**
 * Which VM starts where and when: first in, first out, and who does not fit holds up all behind him.
 *
 * At one instant, in this order: all VMs that end free what they held; all VMs submitted then join the queue; the queue is placed from its
 * head until one does not fit. So a VM submitted when another ends finds its room free, and a VM without runtime ends after those behind it
 * in the queue were tried.
 * Source: atlarge-research/opendc @ a49a3878, ComputeService.doSchedule.
 * Not modelled: its scheduling slots of one second (all times of the trace are whole seconds, a slot begins at each), and that it gives
 * up a VM larger than every host; here such a VM waits for ever, and all behind it.
 */
import { BitbrainsHosts } from "./bitbrains-hosts.ts";
import type { BitbrainsHost } from "./bitbrains-hosts.ts";
import type { BitbrainsVm } from "./bitbrains-workload.ts";

export interface BitbrainsPlacement {
  readonly vm: BitbrainsVm;
  /** Index of the host. */
  readonly host: number;
  readonly startMs: number;
  readonly endMs: number;
}

export interface BitbrainsRun {
  /** In the order of placing. */
  readonly placements: readonly BitbrainsPlacement[];
  /** Those that have come to their end. */
  readonly completed: number;
  /** Still in the queue when nothing is left to happen; the first of them fits on no empty host. */
  readonly pending: readonly BitbrainsVm[];
  /** End of the last VM. */
  readonly makespanMs: number;
}

/** @param vms by submission */
export function placeInOrder(vms: readonly BitbrainsVm[], hosts: readonly BitbrainsHost[]): BitbrainsRun {
  const room = new BitbrainsHosts(hosts);
  const placements: BitbrainsPlacement[] = [];
  /** By end, the next last, so that releasing is a pop. */
  const running: BitbrainsPlacement[] = [];
  let completed = 0;
  let nowMs = 0;
  for (;;) {
    for (; running.length > 0 && running.at(-1)!.endMs <= nowMs; completed++) {
      const ended = running.pop()!;
      room.release(ended.host, ended.vm);
    }
    // VMs are placed in order: the head is the one after those placed, and in the queue once it is submitted.
    for (let head = vms[placements.length]; head !== undefined && head.submissionMs <= nowMs; head = vms[placements.length]) {
      const host = room.choose(head);
      if (host < 0) break;
      room.take(host, head);
      const placement = { vm: head, host, startMs: nowMs, endMs: nowMs + head.runtimeMs };
      placements.push(placement);
      insertByEnd(running, placement);
    }
    const head = vms[placements.length];
    const nextEndMs = running.at(-1)?.endMs ?? Number.POSITIVE_INFINITY;
    // A head that waits already goes on at an end only; VMs that join the queue behind it change nothing.
    const nextSubmissionMs = head !== undefined && head.submissionMs > nowMs ? head.submissionMs : Number.POSITIVE_INFINITY;
    const nextMs = Math.min(nextEndMs, nextSubmissionMs);
    if (nextMs === Number.POSITIVE_INFINITY) break;
    nowMs = nextMs;
  }
  const makespanMs = placements.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
  return { placements, completed, pending: vms.slice(placements.length), makespanMs };
}

function insertByEnd(running: BitbrainsPlacement[], placement: BitbrainsPlacement): void {
  let low = 0;
  let high = running.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (running[middle]!.endMs > placement.endMs) low = middle + 1;
    else high = middle;
  }
  running.splice(low, 0, placement);
}
