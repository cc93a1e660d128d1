import { describe, expect, it } from "vitest";
import { AssertionError } from "./assertion.ts";
import { Engine } from "./engine.ts";
import type { EventKind } from "./event-kinds.ts";
import { NO_EVENT } from "./event-tickets.ts";
import type { EventHandle } from "./event-tickets.ts";
import { Phase } from "./phase.ts";
import { LAST_TIME_US } from "./time.ts";

interface World {
  engine: Engine;
  log: string[];
  timers: Float64Array;
  state: Int32Array;
}

/** A small world with every feature: sixteen timers that re-arm, cancel each other, and two lanes of arrivals. */
function world(seed: number): World {
  const engine = new Engine();
  const log: string[] = [];
  const timers = new Float64Array(16);
  const state = new Int32Array([seed]);
  const random = (n: number): number => {
    state[0] = Math.imul(state[0]!, 1664525) + 1013904223;
    return (state[0]! >>> 8) % n;
  };
  const kinds: EventKind[] = [];
  const delays = [0, 0, 1, 5, 100, 1000, 131_072, 10_000_000];
  const act = (name: string, slot: number, timeUs: number): void => {
    log.push(`${name} ${slot} ${timeUs}`);
    const target = random(16);
    if (random(3) === 0) engine.cancel(timers[target]! as EventHandle);
    if (!engine.isPending(timers[target]! as EventHandle)) {
      timers[target] = engine.schedule(kinds[random(kinds.length)]!, target, timeUs + delays[random(8)]!);
    }
    if (random(2) === 0) engine.emit(kinds[random(kinds.length)]!, 100 + target, timeUs + delays[random(8)]!);
    engine.fold(timeUs * 16 + slot);
  };
  for (const [name, phase] of Object.entries(Phase)) kinds.push(engine.registerKind(name, phase, (slot, at) => act(name, slot, at)));
  const row = engine.registerKind("row", Phase.arrival, (slot, at, payload) => act(`row${payload}`, slot, at));
  const late = engine.registerKind("late", Phase.end, (slot, at) => act("late", slot, at));
  const times = Float64Array.from({ length: 200 }, () => random(20_000_000)).sort((a, b) => a - b);
  engine.addArrivals(row, { timeUs: times, payload: Int32Array.from(times, (_, i) => i * 3) });
  engine.addArrivals(late, { timeUs: times.map((t) => t - (t % 1000)).subarray(0, 50) });
  return { engine, log, timers, state };
}

function run(w: World, untilUs: number, batch: number): void {
  while (!w.engine.advance(untilUs, batch).done);
}

describe("Engine", () => {
  it("has one history for any batch size", () => {
    for (const seed of [0, 1, 2]) {
      const whole = world(seed);
      run(whole, 15_000_000, Infinity);
      expect(whole.log.length).toBeGreaterThan(300);
      expect(whole.engine.events).toBe(whole.log.length);
      for (const batch of [1, 7, 4096]) {
        const sliced = world(seed);
        run(sliced, 15_000_000, batch);
        expect(sliced.log).toEqual(whole.log);
        expect(sliced.engine.digest).toBe(whole.engine.digest);
        expect(sliced.engine.save()).toEqual(whole.engine.save());
      }
      const stepped = world(seed);
      for (let t = 0; t <= 15_000_000; t += 12_345) run(stepped, t, 3);
      run(stepped, 15_000_000, 3);
      expect(stepped.engine.save()).toEqual(whole.engine.save());
    }
  });

  it("has another digest for another history", () => {
    const digests = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const w = world(seed);
      run(w, 1_000_000, Infinity);
      digests.add(w.engine.digest);
      expect(w.engine.digest).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(digests.size).toBe(20);
  });

  it("goes on from a keyframe as if it had never stopped, and backwards too", () => {
    const reference = world(5);
    run(reference, 12_000_000, Infinity);
    const w = world(5);
    const frames: { state: EngineStateAndWorld; at: number }[] = [];
    for (const at of [0, 1000, 3_000_000, 9_000_000]) {
      run(w, at, 50);
      frames.push({ at, state: structuredClone({ engine: w.engine.save(), timers: w.timers, state: w.state, log: w.log.length }) });
    }
    for (const { state } of frames.reverse()) {
      w.engine.restore(state.engine);
      w.timers.set(state.timers);
      w.state.set(state.state);
      w.log.length = state.log;
      expect(w.engine.save()).toEqual(state.engine);
      run(w, 12_000_000, 11);
      expect(w.log).toEqual(reference.log);
      expect(w.engine.save()).toEqual(reference.engine.save());
    }
  });

  it("orders by time, phase, arrivals first, then order of scheduling", () => {
    const engine = new Engine();
    const log: string[] = [];
    const say = (name: string, phase: Phase): EventKind => engine.registerKind(name, phase, (slot, at) => log.push(`${name}${slot}@${at}`));
    const end = say("end", Phase.end);
    const fault = say("fault", Phase.fault);
    const arrival = say("arrival", Phase.arrival);
    const other = say("other", Phase.arrival);
    engine.emit(end, 1, 10);
    engine.emit(arrival, 7, 10);
    engine.emit(other, 8, 10);
    engine.emit(arrival, 9, 10);
    engine.emit(fault, 1, 10);
    engine.emit(end, 2, 9);
    engine.addArrivals(arrival, { timeUs: new Float64Array([10, 10, 11]) });
    engine.addArrivals(other, { timeUs: new Float64Array([10]) });
    expect(engine.advance(10)).toEqual({ nowUs: 10, events: 9, done: true });
    expect(log).toEqual([
      "end2@9",
      "fault1@10",
      "arrival0@10",
      "arrival1@10",
      "other0@10",
      "arrival7@10",
      "other8@10",
      "arrival9@10",
      "end1@10",
    ]);
    expect(engine.advance(Infinity)).toEqual({ nowUs: 11, events: 1, done: true });
  });

  it("runs an event for a phase that has passed in the current phase, behind what waits there", () => {
    const engine = new Engine();
    const log: string[] = [];
    const early: EventKind = engine.registerKind("early", Phase.fault, (slot, at) => log.push(`early${slot}@${at}`));
    const middle: EventKind = engine.registerKind("middle", Phase.scheduler, (slot, at) => {
      log.push(`middle${slot}@${at}`);
      if (slot === 0) engine.emit(early, 0, at);
    });
    const last = engine.registerKind("last", Phase.end, (_, at) => {
      log.push(`last@${at}`);
      engine.addArrivals(early, { timeUs: new Float64Array([at, at + 1]) });
    });
    engine.emit(middle, 0, 5);
    engine.emit(middle, 1, 5);
    engine.emit(last, 0, 5);
    engine.advance(Infinity);
    expect(log).toEqual(["middle0@5", "middle1@5", "early0@5", "last@5", "early0@5", "early1@6"]);
  });

  it("lets the outside schedule at the instant it has advanced to", () => {
    const engine = new Engine();
    const seen: number[] = [];
    const kind = engine.registerKind("kind", Phase.fault, (slot) => seen.push(slot));
    engine.advance(100);
    engine.emit(kind, 1, 100);
    engine.advance(100);
    engine.emit(kind, 2, 100);
    expect(() => engine.emit(kind, 3, 99)).toThrow("event of slot 3 at 99 us; accepted: an int32 slot and an integer time from 100 us");
    engine.advance(100);
    expect(seen).toEqual([1, 2]);
  });

  it("never runs or counts a cancelled event, and takes its memory back", () => {
    const engine = new Engine();
    let runs = 0;
    const kind = engine.registerKind("kind", Phase.kubelet, () => runs++);
    const handles: EventHandle[] = [];
    for (let i = 0; i < 200_000; i++) {
      const handle = engine.schedule(kind, i, LAST_TIME_US - i);
      handles.push(handle);
      if (i % 1000 !== 0 && !engine.cancel(handle)) throw new Error(`event ${i} could not be cancelled`);
    }
    expect(engine.pending).toBe(200);
    const { queue, tickets } = engine.save();
    expect(queue.ticks.length).toBeLessThan(3000);
    expect(tickets.words.length).toBeLessThan(3000 * 2);
    expect(engine.cancel(handles[1]!)).toBe(false);
    expect(engine.isPending(handles[1000]!)).toBe(true);
    expect(engine.cancel(NO_EVENT)).toBe(false);
    expect(engine.advance(Infinity).events).toBe(200);
    expect(runs).toBe(200);
    expect(handles.some((handle) => engine.isPending(handle) || engine.cancel(handle))).toBe(false);

    const never = new Engine();
    const same = never.registerKind("kind", Phase.kubelet, () => undefined);
    for (let i = 0; i < 200_000; i += 1000) never.schedule(same, i, LAST_TIME_US - i);
    never.advance(Infinity);
    expect(never.digest).toBe(engine.digest);
  });

  it("stays usable when only cancelled events were left", () => {
    const engine = new Engine();
    const seen: number[] = [];
    const kind = engine.registerKind("kind", Phase.kubelet, (slot) => seen.push(slot));
    engine.cancel(engine.schedule(kind, 1, 1_000_000));
    expect(engine.advance(Infinity)).toEqual({ nowUs: 0, events: 0, done: true });
    engine.emit(kind, 2, 500);
    engine.advance(Infinity);
    expect(seen).toEqual([2]);
  });

  it("refuses what would break time", () => {
    const engine = new Engine();
    const kind: EventKind = engine.registerKind("kind", Phase.kubelet, () => engine.advance(Infinity));
    for (const at of [-1, 0.5, Number.NaN, Infinity, 2 ** 50]) {
      expect(() => engine.emit(kind, 0, at)).toThrow(AssertionError);
      expect(() => engine.schedule(kind, 0, at)).toThrow(AssertionError);
    }
    expect(() => engine.emit(kind, 2 ** 31, 0)).toThrow(AssertionError);
    expect(() => engine.emit(9 as EventKind, 0, 0)).toThrow("not registered");
    expect(() => engine.registerKind("kind", Phase.end, () => undefined)).toThrow('event kind "kind" is registered twice');
    expect(() => engine.advance(Number.NaN)).toThrow(RangeError);
    expect(() => engine.advance(10, 0)).toThrow("maxEvents is 0");
    expect(() => engine.addArrivals(kind, { timeUs: new Float64Array([5, 4]) })).toThrow(
      "arrival 1 is at 4 us; accepted: an integer from 5",
    );
    expect(() => engine.addArrivals(kind, { timeUs: new Float64Array([5]), payload: new Int32Array(2) })).toThrow(
      "2 payloads for 1 arrivals",
    );
    engine.emit(kind, 0, 7);
    expect(() => engine.advance(100)).toThrow("only the loop moves time");
    engine.advance(100);
    expect(() => engine.advance(99)).toThrow("cannot advance to 99 us; accepted: a time from 100 us");
    expect(engine.kindName(kind)).toBe("kind");
  });

  it("refuses a keyframe of other arrival lanes", () => {
    const w = world(1);
    expect(() => new Engine().restore(w.engine.save())).toThrow("2 arrival lanes");
  });
});

interface EngineStateAndWorld {
  engine: ReturnType<Engine["save"]>;
  timers: Float64Array;
  state: Int32Array;
  log: number;
}
