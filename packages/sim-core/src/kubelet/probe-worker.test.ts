/** Every rule of a probe's worker by example. Times in seconds; the settings not named are the defaults of Kubernetes. */
import { describe, expect, it } from "vitest";
import { type ProbeKind, probeSettings } from "./probe-settings.ts";
import { ProbeWorker } from "./probe-worker.ts";

type Told = [seconds: number, result: string];

/** A worker of a container that runs and is known from 0 on. */
function started(kind: ProbeKind, probe: Parameters<typeof probeSettings>[0], anchor = 0): ProbeWorker {
  const worker = new ProbeWorker(probeSettings(probe), kind, anchor * 1e6, true);
  worker.containerStarted(0, 0);
  if (kind !== "startup") worker.setStarted(0, true);
  return worker;
}

function answer(worker: ProbeWorker, at: number, ok: boolean, took = 0): void {
  worker.setAnswer(at * 1e6, { ok, tookUs: took * 1e6 });
}

/** What comes of it until then. */
function run(worker: ProbeWorker, until: number): Told[] {
  const told: Told[] = [];
  while (worker.nextUs <= until * 1e6) {
    const atUs = worker.nextUs;
    const result = worker.advance(atUs);
    if (result !== undefined) told.push([atUs / 1e6, result]);
  }
  worker.advance(until * 1e6);
  return told;
}

describe("ProbeWorker", () => {
  it("begins with readiness failed, liveness passed, start-up unknown", () => {
    const kinds = ["readiness", "liveness", "startup"] as const;
    expect(kinds.map((kind) => started(kind, {}).result)).toEqual(["Failure", "Success", "Unknown"]);
  });

  it("attempts at the anchor and with every period from there, whenever the container started", () => {
    const worker = new ProbeWorker(probeSettings({ periodSeconds: 10 }), "readiness", 3e6, true);
    answer(worker, 0, true);
    expect(run(worker, 6)).toEqual([]);
    worker.containerStarted(6e6, 7e6);
    worker.setStarted(7e6, true);
    expect(run(worker, 60)).toEqual([[13, "Success"]]);
  });

  it("finds nothing before the kubelet's status knows the container", () => {
    const worker = new ProbeWorker(probeSettings({ periodSeconds: 1 }), "readiness", 0, true);
    answer(worker, 0, true);
    worker.containerStarted(2_500_000, 4_200_000);
    worker.setStarted(2_500_000, true);
    expect(run(worker, 60)).toEqual([[5, "Success"]]);
  });

  it("waits for the initial delay, counted from the whole second in which the container started", () => {
    const worker = new ProbeWorker(probeSettings({ initialDelaySeconds: 5, periodSeconds: 1 }), "readiness", 0, true);
    answer(worker, 0, true);
    worker.containerStarted(2_700_000, 3_000_000);
    worker.setStarted(3_000_000, true);
    expect(run(worker, 60)).toEqual([[7, "Success"]]);
  });

  it("changes the result only after as many agreeing attempts as the threshold", () => {
    const worker = started("readiness", { periodSeconds: 10, successThreshold: 3, failureThreshold: 2 });
    answer(worker, 0, true, 0.5);
    expect(run(worker, 45)).toEqual([[20.5, "Success"]]);
    answer(worker, 45, false, 0.25);
    run(worker, 55);
    answer(worker, 55, true);
    run(worker, 65);
    answer(worker, 65, false, 0.25);
    expect(run(worker, 200)).toEqual([[80.25, "Failure"]]);
    expect([worker.failures, worker.sinceUs]).toEqual([13, 70.25e6]);
  });

  it("takes an answer that comes later than the timeout for a failure at the timeout", () => {
    const worker = started("liveness", { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 });
    answer(worker, 0, true, 2);
    expect(run(worker, 25)).toEqual([]);
    answer(worker, 25, true, 2.000001);
    expect(run(worker, 100)).toEqual([[52, "Failure"]]);
  });

  it("holds one tick while an attempt runs longer than a period", () => {
    const worker = started("liveness", { periodSeconds: 10, timeoutSeconds: 14, failureThreshold: 3 });
    answer(worker, 0, false, 14);
    // 0-14, 14-28, 28-42.
    expect(run(worker, 100)).toEqual([[42, "Failure"]]);
    const other = started("readiness", { periodSeconds: 10, timeoutSeconds: 14, successThreshold: 4 });
    answer(other, 0, true, 14);
    run(other, 5);
    answer(other, 5, true, 8);
    // 0-14, then 14-22 for the tick of 10, 22-30 for that of 20, 30-38 for its own.
    expect(run(other, 100)).toEqual([[38, "Success"]]);
  });

  it("puts liveness on hold after a failure, until there is a new container, and starts its row anew", () => {
    const worker = started("liveness", { periodSeconds: 10, failureThreshold: 3 });
    expect(run(worker, 35)).toEqual([[20, "Failure"]]);
    expect(worker.failures).toBe(3);
    worker.containerStopped(35e6);
    expect(run(worker, 44)).toEqual([]);
    worker.containerStarted(44e6, 45e6);
    worker.setStarted(45e6, true);
    expect(worker.result).toBe("Success");
    expect(run(worker, 200)).toEqual([[70, "Failure"]]);
  });

  it("keeps the row of a readiness probe over a restart", () => {
    const worker = started("readiness", { periodSeconds: 10, successThreshold: 3 });
    answer(worker, 0, true);
    expect(run(worker, 45)).toEqual([[20, "Success"]]);
    worker.containerStopped(45e6);
    expect(run(worker, 51)).toEqual([[50, "Failure"]]);
    worker.containerStarted(52e6, 52e6);
    worker.setStarted(52e6, true);
    expect(run(worker, 100)).toEqual([[60, "Success"]]);
  });

  it("attempts start-up alone until it has passed, and not after", () => {
    const startup = started("startup", { periodSeconds: 2, failureThreshold: 30 });
    const readiness = new ProbeWorker(probeSettings({ periodSeconds: 10 }), "readiness", 0, true);
    readiness.containerStarted(0, 0);
    answer(readiness, 0, true);
    expect(run(startup, 9)).toEqual([]);
    answer(startup, 9, true, 0.5);
    expect(run(startup, 11)).toEqual([[10.5, "Success"]]);
    expect(run(readiness, 10.5)).toEqual([]);
    startup.setStarted(11e6, true);
    readiness.setStarted(11e6, true);
    answer(startup, 11, false);
    expect(run(startup, 1000)).toEqual([]);
    expect(run(readiness, 1000)).toEqual([[20, "Success"]]);
  });

  it("fails a start-up that takes too long", () => {
    expect(run(started("startup", { periodSeconds: 2, failureThreshold: 30 }), 1000)).toEqual([[58, "Failure"]]);
  });

  it("finds that a container no longer runs, with its next attempt", () => {
    const worker = started("liveness", { periodSeconds: 10 });
    answer(worker, 0, true);
    run(worker, 12);
    worker.containerStopped(12e6);
    expect(run(worker, 1000)).toEqual([[20, "Failure"]]);
  });

  it("loses the connection when the container ends, so that the new one need not wait for the timeout", () => {
    const worker = started("readiness", { periodSeconds: 10, timeoutSeconds: 60 });
    answer(worker, 0, false, Infinity);
    run(worker, 31);
    worker.containerStopped(31e6);
    expect(worker.failures).toBe(1);
    worker.containerStarted(32e6, 32e6);
    worker.setStarted(32e6, true);
    answer(worker, 32, true);
    expect(run(worker, 100)).toEqual([[40, "Success"]]);
  });

  it("attempts at once when triggered, and counts its period from there", () => {
    const worker = started("readiness", { periodSeconds: 10, successThreshold: 3 });
    answer(worker, 0, true, 1);
    run(worker, 4);
    worker.trigger(4e6);
    expect(run(worker, 100)).toEqual([[15, "Success"]]);
  });

  it("keeps a trigger until the attempt that runs has ended", () => {
    const worker = started("readiness", { periodSeconds: 10, timeoutSeconds: 5, successThreshold: 3 });
    answer(worker, 0, true, 3);
    run(worker, 1);
    worker.trigger(1e6);
    // 0-3, 3-6, then a period after 3.
    expect(run(worker, 100)).toEqual([[16, "Success"]]);
  });

  it("ends liveness and start-up with success when the pod is deleted, and goes on with readiness", () => {
    for (const kind of ["liveness", "startup"] as const) {
      const worker = started(kind, { periodSeconds: 10, timeoutSeconds: 5 });
      answer(worker, 0, false, 5);
      run(worker, 22);
      worker.stop(22e6);
      expect([worker.result, worker.nextUs]).toEqual(["Success", Infinity]);
      worker.containerStopped(23e6);
      expect(run(worker, 100)).toEqual([]);
    }
    const readiness = started("readiness", { periodSeconds: 10 });
    answer(readiness, 0, true);
    run(readiness, 15);
    readiness.stop(15e6);
    answer(readiness, 15, false);
    expect(run(readiness, 100)).toEqual([[40, "Failure"]]);
  });

  it.each([
    ["nothing listens: refused at once", 0, 240],
    ["hangs: each attempt takes 50 s", Infinity, 850],
  ])("kills a media service with its long liveness probe when %s", (_, took, killed) => {
    const probe = { initialDelaySeconds: 100, periodSeconds: 10, timeoutSeconds: 50, failureThreshold: 15 };
    const worker = started("liveness", probe);
    answer(worker, 0, false, took);
    expect(run(worker, 2000)).toEqual([[killed, "Failure"]]);
    expect([worker.failures, worker.nextUs]).toEqual([15, Infinity]);
  });

  it("has nothing to do for a stretch of answers that change nothing, however long", () => {
    const worker = started("liveness", { periodSeconds: 10 });
    answer(worker, 0, true, 0.1);
    expect(worker.nextUs).toBe(Infinity);
    answer(worker, 1e9, false);
    expect(run(worker, 2e9)).toEqual([[1e9 + 20, "Failure"]]);
  });

  it("refuses times that are over and calls that leave out a result", () => {
    const worker = started("liveness", { periodSeconds: 10 });
    worker.advance(5e6);
    expect(() => worker.advance(4e6)).toThrow("found the time 4000000 us; accepted: from 5000000 us on");
    expect(() => worker.setAnswer(25e6, { ok: true, tookUs: 0 })).toThrow("the call of advance at 20000000 us is due first");
    expect(() => worker.containerStarted(6e6, 6e6)).toThrow("the container before still runs");
  });
});
