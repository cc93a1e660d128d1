/**
 * The null simulation: pop, dispatch to one of sixteen kinds, mutate an entity, push again after a mixed delay. The whole
 * engine, with digest and phases, beside fastpriorityqueue with a closure per event and the comparator (t, seq).
 * Both hash the order in which they touch entities; the hashes must be equal.
 */
import { pathToFileURL } from "node:url";
import { Engine, Phase } from "@orrery/sim-core/engine";
import type { EventKind } from "@orrery/sim-core/engine";
import { freshFastPriorityQueue } from "./fresh-peer.ts";
import { MIXED_DELAYS, mixedDelaysUs } from "./mixed-delays.ts";
import { roundRobin } from "./round-robin.ts";
import type { Competitor } from "./round-robin.ts";

export interface NullSimulationRow {
  readonly pending: number;
  /** Events scheduled with `emit`, and with `schedule`, whose handles are kept. */
  readonly emitMops: number;
  readonly scheduleMops: number;
  readonly peerMops: number;
  readonly digest: string;
  readonly hashes: readonly string[];
}

type HashedCompetitor = Competitor & { hash(): string };

const KINDS = 16;

export function run(options: { tiny?: boolean } = {}): NullSimulationRow[] {
  const delays = mixedDelaysUs();
  return (options.tiny ? [1, 1000] : [1e3, 1e4, 1e5, 1e6]).map((pending) => {
    const emitting = simulate(pending, delays, false);
    const scheduling = simulate(pending, delays, true);
    const peer = simulatePeer(pending, delays);
    const competitors = [emitting, scheduling, peer] as const;
    const operations = options.tiny ? 3000 : Math.max(500_000, pending);
    const mops = roundRobin(competitors, operations, options.tiny ? { warmUp: 0, measured: 1 } : { warmUp: 3, measured: 5 });
    return {
      pending,
      emitMops: mops[0]!,
      scheduleMops: mops[1]!,
      peerMops: mops[2]!,
      digest: emitting.digest(),
      hashes: competitors.map((competitor) => competitor.hash()),
    };
  });
}

function simulate(pending: number, delays: Float64Array, cancellable: boolean): HashedCompetitor & { digest(): string } {
  const engine = new Engine();
  const entities = new Int32Array(pending);
  const handles = new Float64Array(pending);
  const kinds: EventKind[] = [];
  let next = 0;
  let hash = 0;
  for (let k = 0; k < KINDS; k++) {
    kinds.push(
      engine.registerKind(`kind ${k}`, Phase.kubelet, (slot, timeUs) => {
        hash = Math.imul(hash ^ slot ^ timeUs, 0x9e3779b1) ^ k;
        entities[slot]! += k + 1;
        const kind = kinds[(k + entities[slot]!) & (KINDS - 1)]!;
        const atUs = timeUs + delays[next]!;
        next = (next + 1) & (MIXED_DELAYS - 1);
        if (cancellable) handles[slot] = engine.schedule(kind, slot, atUs);
        else engine.emit(kind, slot, atUs);
      }),
    );
  }
  for (let slot = 0; slot < pending; slot++) engine.emit(kinds[slot & (KINDS - 1)]!, slot, delays[slot]!);
  return {
    name: cancellable ? "Engine.schedule" : "Engine.emit",
    run: (operations) => void engine.advance(Infinity, operations),
    hash: () => hex(hash),
    digest: () => engine.digest,
  };
}

function simulatePeer(pending: number, delays: Float64Array): HashedCompetitor {
  const FastPriorityQueue = freshFastPriorityQueue();
  interface Event {
    t: number;
    seq: number;
    fire: () => void;
  }
  const queue = new FastPriorityQueue<Event>((a, b) => a.t < b.t || (a.t === b.t && a.seq < b.seq));
  const entities = new Int32Array(pending);
  let now = 0;
  let seq = 0;
  let next = 0;
  let hash = 0;
  const at = (t: number, fire: () => void): void => queue.add({ t, seq: seq++, fire });
  const behaviours = Array.from({ length: KINDS }, (_, k) => (slot: number): void => {
    hash = Math.imul(hash ^ slot ^ now, 0x9e3779b1) ^ k;
    entities[slot]! += k + 1;
    const behaviour = behaviours[(k + entities[slot]!) & (KINDS - 1)]!;
    const atUs = now + delays[next]!;
    next = (next + 1) & (MIXED_DELAYS - 1);
    at(atUs, () => behaviour(slot));
  });
  for (let slot = 0; slot < pending; slot++) {
    const behaviour = behaviours[slot & (KINDS - 1)]!;
    at(delays[slot]!, () => behaviour(slot));
  }
  return {
    name: "fastpriorityqueue + closures",
    run(operations) {
      for (let i = 0; i < operations; i++) {
        const event = queue.poll()!;
        now = event.t;
        event.fire();
      }
    },
    hash: () => hex(hash),
  };
}

function hex(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, "0");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log("null simulation, mixed delays; millions of events per second, median of 5 rounds");
  for (const row of run({ tiny: process.argv.includes("--tiny") })) {
    const order = row.hashes.every((h) => h === row.hashes[0]) ? "same order" : "ORDER DIFFERS";
    console.log(
      `${String(row.pending).padStart(8)} pending: engine emit ${row.emitMops.toFixed(2).padStart(6)}, schedule ${row.scheduleMops.toFixed(2).padStart(6)}, ` +
        `fastpriorityqueue + closures ${row.peerMops.toFixed(2).padStart(6)}, ratio ${(row.emitMops / row.peerMops).toFixed(1).padStart(5)}x / ` +
        `${(row.scheduleMops / row.peerMops).toFixed(1).padStart(4)}x, ${order} ${row.hashes.join(" ")}, digest ${row.digest}`,
    );
  }
}
