/** The worker of a probe against the kubelet's loop, which takes every attempt one by one, under random lives of containers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProbeKind, ProbeSettings } from "./probe-settings.ts";
import { ProbeWorker } from "./probe-worker.ts";

const QUARTER_US = 250_000;
const HORIZON_QUARTERS = 600;

type Call =
  | { at: number; what: "start"; startedAgo: number; knownAfter: number }
  | { at: number; what: "end" }
  | { at: number; what: "trigger" }
  | { at: number; what: "delete" }
  | { at: number; what: "started"; started: boolean }
  | { at: number; what: "answer"; ok: boolean; took: number };

interface Case {
  kind: ProbeKind;
  settings: ProbeSettings;
  anchor: number;
  calls: Call[];
}

const at = fc.nat(HORIZON_QUARTERS - 100);
const took = fc.oneof({ weight: 3, arbitrary: fc.nat(60) }, { weight: 1, arbitrary: fc.constantFrom(0, 1, Infinity) });
const ofCall: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ at, what: fc.constant("start" as const), startedAgo: fc.nat(4), knownAfter: fc.nat(8) }),
  fc.record({ at, what: fc.constant("end" as const) }),
  fc.record({ at, what: fc.constant("trigger" as const) }),
  fc.record({ at, what: fc.constant("started" as const), started: fc.boolean() }),
  fc.record({ at, what: fc.constant("answer" as const), ok: fc.boolean(), took }),
);
const deletion = fc.option(fc.record({ at, what: fc.constant("delete" as const) }), { freq: 3, nil: undefined });
const cases: fc.Arbitrary<Case> = fc
  .record({
    kind: fc.constantFrom<ProbeKind>("liveness", "readiness", "startup"),
    delay: fc.nat(8),
    period: fc.integer({ min: 1, max: 6 }),
    timeout: fc.integer({ min: 1, max: 12 }),
    successThreshold: fc.integer({ min: 1, max: 4 }),
    failureThreshold: fc.integer({ min: 1, max: 5 }),
    anchor: fc.nat(20),
    calls: fc.array(ofCall, { maxLength: 25 }),
    deletion,
    early: fc.boolean(),
  })
  .map(({ kind, delay, period, timeout, successThreshold, failureThreshold, anchor, calls, deletion, early }) => ({
    kind,
    settings: { initialDelayUs: delay * 1e6, periodUs: period * 1e6, timeoutUs: timeout * 1e6, successThreshold, failureThreshold },
    anchor,
    calls: lives([
      ...(early
        ? [
            { at: 0, what: "start" as const, startedAgo: 0, knownAfter: 0 },
            { at: 0, what: "started" as const, started: kind !== "startup" },
          ]
        : []),
      ...calls,
      ...(deletion === undefined ? [] : [deletion]),
    ]),
  }));

/** In the order of time, and a container starts only when the one before has ended. */
function lives(calls: readonly Call[]): Call[] {
  let runs = false;
  return calls
    .toSorted((a, b) => a.at - b.at)
    .filter(({ what }) => {
      if (what === "start" && runs) return false;
      if (what === "start") runs = true;
      if (what === "end") runs = false;
      return true;
    });
}

interface Seen {
  told: [atUs: number, result: string][];
  /** After the calls of every instant: the result, failures and since when. */
  counters: [string, number, number][];
}

function drive({ kind, settings, anchor, calls }: Case, elide: boolean, order: "calls first" | "advance first"): Seen {
  const worker = new ProbeWorker(settings, kind, anchor * QUARTER_US, elide);
  const seen: Seen = { told: [], counters: [] };
  const advance = (untilUs: number): void => {
    while (worker.nextUs <= untilUs) {
      const atUs = worker.nextUs;
      const result = worker.advance(atUs);
      if (result !== undefined) seen.told.push([atUs, result]);
    }
  };
  const count = (nowUs: number): void => {
    advance(nowUs);
    worker.advance(nowUs);
    seen.counters.push([worker.result, worker.failures, worker.sinceUs]);
  };
  calls.forEach((call, index) => {
    const nowUs = call.at * QUARTER_US;
    advance(order === "calls first" ? nowUs - 1 : nowUs);
    apply(worker, call, nowUs);
    if (calls[index + 1]?.at !== call.at) count(nowUs);
  });
  count(HORIZON_QUARTERS * QUARTER_US);
  return seen;
}

function apply(worker: ProbeWorker, call: Call, nowUs: number): void {
  if (call.what === "start") {
    const knownUs = nowUs + call.knownAfter * QUARTER_US;
    worker.advance(nowUs);
    worker.containerStarted(Math.max(0, nowUs - call.startedAgo * QUARTER_US), knownUs);
  } else if (call.what === "end") worker.containerStopped(nowUs);
  else if (call.what === "trigger") worker.trigger(nowUs);
  else if (call.what === "delete") worker.stop(nowUs);
  else if (call.what === "started") worker.setStarted(nowUs, call.started);
  else worker.setAnswer(nowUs, { ok: call.ok, tookUs: call.took * QUARTER_US });
}

/** The loop of the kubelet, a quarter of a second at a time. */
function kubeletLoop({ kind, settings, anchor, calls }: Case): Seen["told"] {
  const told: Seen["told"] = [];
  const initial = { readiness: "Failure", liveness: "Success", startup: "Unknown" }[kind];
  let result = initial;
  let container: { startedUs: number; knownUs: number; runs: boolean } | undefined;
  let [started, onHold, ended, triggerWaits] = [false, false, false, false];
  let answer = { ok: false, took: 0 };
  let lastOk: boolean | undefined;
  let resultRun = 0;
  let attempt: { endUs: number; ok: boolean } | undefined;
  let nextTickUs = anchor * QUARTER_US;
  let tickWaits = false;
  let atOnce: [number, string][] = [];

  const set = (to: string, nowUs: number): void => {
    if (result !== to) atOnce.push([nowUs, to]);
    result = to;
  };
  const conclude = (ok: boolean, nowUs: number): void => {
    attempt = undefined;
    resultRun = lastOk === ok ? resultRun + 1 : 1;
    lastOk = ok;
    if (resultRun < (ok ? settings.successThreshold : settings.failureThreshold)) return;
    set(ok ? "Success" : "Failure", nowUs);
    if (kind === "startup" || (kind === "liveness" && !ok)) [onHold, resultRun] = [true, 0];
  };
  const probe = (nowUs: number): void => {
    if (container === undefined || nowUs < container.knownUs || onHold) return;
    if (!container.runs) {
      set("Failure", nowUs);
      return;
    }
    const startedSecond = Math.floor(container.startedUs / 1e6);
    if (Math.trunc((nowUs - startedSecond * 1e6) / 1e6) < settings.initialDelayUs / 1e6) return;
    if ((kind === "startup") === started) return;
    const tookUs = answer.took * QUARTER_US;
    const late = tookUs > settings.timeoutUs;
    attempt = { endUs: nowUs + (late ? settings.timeoutUs : tookUs), ok: answer.ok && !late };
    if (attempt.endUs === nowUs) conclude(attempt.ok, nowUs);
  };
  const handle = (call: Call, nowUs: number): void => {
    if (call.what === "answer") answer = call;
    else if (call.what === "started") started = call.started;
    else if (call.what === "trigger") triggerWaits = nowUs >= anchor * QUARTER_US;
    else if (call.what === "delete" && kind !== "readiness") [ended, atOnce] = [true, []];
    else if (call.what === "start") {
      container = {
        startedUs: Math.max(0, nowUs - call.startedAgo * QUARTER_US),
        knownUs: nowUs + call.knownAfter * QUARTER_US,
        runs: true,
      };
      [started, onHold, result, atOnce] = [false, false, initial, []];
    } else if (call.what === "end" && container !== undefined) {
      container = { ...container, runs: false, knownUs: Math.min(container.knownUs, nowUs) };
      if (attempt !== undefined) conclude(false, nowUs);
    }
  };

  for (let quarter = 0; quarter <= HORIZON_QUARTERS; quarter++) {
    const nowUs = quarter * QUARTER_US;
    atOnce = [];
    if (attempt !== undefined && attempt.endUs === nowUs) conclude(attempt.ok, nowUs);
    for (const call of calls) if (call.at === quarter && !ended) handle(call, nowUs);
    if (ended) return told;
    if (nowUs === nextTickUs) {
      tickWaits = true;
      nextTickUs += settings.periodUs;
    }
    if (attempt === undefined && triggerWaits) {
      [triggerWaits, tickWaits, nextTickUs] = [false, false, nowUs + settings.periodUs];
      probe(nowUs);
    } else if (attempt === undefined && tickWaits) {
      tickWaits = false;
      probe(nowUs);
    }
    told.push(...atOnce);
  }
  return told;
}

describe("laws of a probe's worker", () => {
  it("tells what the kubelet's loop would, at the same times", () => {
    fc.assert(
      fc.property(cases, (each) => {
        const expected = kubeletLoop(each);
        expect(drive(each, true, "calls first").told).toEqual(expected);
        expect(drive(each, false, "calls first").told).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("sees the same with and without the attempts that change nothing, in whatever order calls of an instant come", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom("calls first" as const, "advance first" as const), (each, order) => {
        expect(drive(each, true, order)).toEqual(drive(each, false, order));
      }),
      { numRuns: 2000 },
    );
  });

  it("is due only when the result changes", () => {
    fc.assert(
      fc.property(cases, (each) => {
        const changes = drive(each, true, "calls first").told.length;
        let calls = 0;
        const worker = new ProbeWorker(each.settings, each.kind, each.anchor * QUARTER_US, true);
        const advance = (untilUs: number): void => {
          for (; worker.nextUs <= untilUs; calls++) worker.advance(worker.nextUs);
        };
        for (const call of each.calls) {
          advance(call.at * QUARTER_US - 1);
          apply(worker, call, call.at * QUARTER_US);
        }
        advance(HORIZON_QUARTERS * QUARTER_US);
        expect(calls).toBe(changes);
      }),
    );
  });
});
