/**
 * The hold model: pop the first event, push it again after a mixed delay. The engine's queue beside fastpriorityqueue with
 * one object per push and the comparator (t, seq). Ticks are those of the engine, timeUs * 8. The hash covers the whole
 * pop order and must be equal.
 *
 * `fresh` fills the queue with delays from now, as hold models usually start; `steady` with what is left of the delays
 * after a long run.
 */
import { pathToFileURL } from "node:url";
import { EventQueue } from "@orrery/sim-core/engine";
import { freshFastPriorityQueue } from "./fresh-peer.ts";
import { MIXED_DELAYS, mixedDelaysUs, remainingDelaysUs } from "./mixed-delays.ts";
import { roundRobin } from "./round-robin.ts";
import type { Competitor } from "./round-robin.ts";

export interface HoldRow {
  readonly fill: "fresh" | "steady";
  readonly pending: number;
  readonly queueMops: number;
  readonly peerMops: number;
  readonly ratio: number;
  readonly queueHash: string;
  readonly peerHash: string;
}

type HashedCompetitor = Competitor & { hash(): string };

export function run(options: { tiny?: boolean } = {}): HoldRow[] {
  const delays = mixedDelaysUs().map((us) => us * 8);
  const rows: HoldRow[] = [];
  for (const fill of ["fresh", "steady"] as const) {
    for (const pending of options.tiny ? [1, 1000] : [1e3, 1e4, 1e5, 1e6]) {
      const first = fill === "fresh" ? delays.slice(0, pending) : remainingDelaysUs(pending).map((us) => us * 8);
      const competitors = [holdQueue(first, delays), holdPeer(first, delays)] as const;
      const operations = options.tiny ? 3000 : Math.max(500_000, pending);
      const [queueMops, peerMops] = roundRobin(
        competitors,
        operations,
        options.tiny ? { warmUp: 0, measured: 1 } : { warmUp: 3, measured: 7 },
      );
      rows.push({
        fill,
        pending,
        queueMops: queueMops!,
        peerMops: peerMops!,
        ratio: queueMops! / peerMops!,
        queueHash: competitors[0].hash(),
        peerHash: competitors[1].hash(),
      });
    }
  }
  return rows;
}

function holdQueue(first: Float64Array, delays: Float64Array): HashedCompetitor {
  const queue = new EventQueue();
  first.forEach((tick, i) => queue.push(tick, i & 15, i));
  let next = 0;
  let hash = 0;
  return {
    name: "EventQueue",
    run(operations) {
      for (let i = 0; i < operations; i++) {
        queue.pop();
        const tick = queue.tick;
        const kind = queue.tag;
        const slot = queue.slot;
        hash = Math.imul(hash ^ slot ^ tick, 0x9e3779b1) ^ kind;
        queue.push(tick + delays[next]!, kind, slot);
        next = (next + 1) & (MIXED_DELAYS - 1);
      }
    },
    hash: () => hex(hash),
  };
}

function holdPeer(first: Float64Array, delays: Float64Array): HashedCompetitor {
  const FastPriorityQueue = freshFastPriorityQueue();
  interface Event {
    t: number;
    seq: number;
    kind: number;
    slot: number;
  }
  const queue = new FastPriorityQueue<Event>((a, b) => a.t < b.t || (a.t === b.t && a.seq < b.seq));
  let seq = 0;
  first.forEach((tick, i) => queue.add({ t: tick, seq: seq++, kind: i & 15, slot: i }));
  let next = 0;
  let hash = 0;
  return {
    name: "fastpriorityqueue",
    run(operations) {
      for (let i = 0; i < operations; i++) {
        const event = queue.poll()!;
        hash = Math.imul(hash ^ event.slot ^ event.t, 0x9e3779b1) ^ event.kind;
        queue.add({ t: event.t + delays[next]!, seq: seq++, kind: event.kind, slot: event.slot });
        next = (next + 1) & (MIXED_DELAYS - 1);
      }
    },
    hash: () => hex(hash),
  };
}

function hex(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, "0");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log("hold model, mixed delays; millions of pop+push per second, median of 7 rounds");
  for (const row of run({ tiny: process.argv.includes("--tiny") })) {
    const order = row.queueHash === row.peerHash ? "same order" : "ORDER DIFFERS";
    console.log(
      `${row.fill.padEnd(6)} ${String(row.pending).padStart(8)} pending: queue ${row.queueMops.toFixed(2).padStart(6)}, ` +
        `fastpriorityqueue ${row.peerMops.toFixed(2).padStart(6)}, ratio ${row.ratio.toFixed(1).padStart(5)}x, ${order}: ${row.queueHash} ${row.peerHash}`,
    );
  }
}
