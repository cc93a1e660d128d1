import { describe, expect, it } from "vitest";
import { kernelCaseRunner } from "./kernel.ts";
import { packedCases } from "./packed-recordings.ts";
import type { CpuRecording, GroupOutcome, RecordedGroup } from "./kernel/cpu-recording.ts";

const UNTHROTTLED = { completed: 0, meanUs: 0, p50Us: 0, p90Us: 0, throttledPeriods: 0, throttledSeconds: 0 };

function recording(groups: RecordedGroup[], ...expected: Record<string, GroupOutcome>[]): CpuRecording {
  return { name: "test", cpus: 1, seconds: 4, groups, expect: expected };
}

function busy(name: string, shares: number): RecordedGroup {
  return { name, shares, load: { threads: 1, kind: "busy" } };
}

function failures(of: CpuRecording): string[] {
  const verdict = kernelCaseRunner(of);
  return verdict.status === "failed" ? verdict.mismatches.map(({ path }) => path) : [];
}

describe("recorded kernel", () => {
  const cases = packedCases("kernel/cpu") as CpuRecording[];

  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => {
    expect(kernelCaseRunner(each)).toEqual({ status: "passed" });
  });

  it("is not agreed with when it had given a tenth more CPU time to a group, or a fifth more throttled time", () => {
    const doctored = (change: (outcome: GroupOutcome) => GroupOutcome) =>
      cases.filter((each) => {
        const expect = each.expect.map((groups) =>
          Object.fromEntries(Object.entries(groups).map(([name, outcome]) => [name, change(outcome)])),
        );
        return kernelCaseRunner({ ...each, expect }).status === "failed";
      });
    const more = doctored((outcome) => ({ ...outcome, cpuSeconds: (outcome.cpuSeconds ?? 0) * 1.1 + 0.011 }));
    // A burst's CPU time is taken from the recording where it matters: what remains to be compared there are latency and throttled time.
    expect(
      cases
        .filter((each) => !more.includes(each))
        .every(({ groups }) => groups.some(({ load }) => load?.kind === "every" || load?.kind === "duty" || load?.kind === "work")),
    ).toBe(true);
    const throttled = doctored((outcome) => ({
      ...outcome,
      throttledSeconds: outcome.throttledSeconds * 1.2,
      throttledPeriods: outcome.throttledPeriods + 4,
    }));
    expect(throttled.length).toBeGreaterThan(0.9 * cases.filter(({ name }) => !name.includes("crowd")).length);
  });
});

describe("kernelCaseRunner", () => {
  const shares = (a: number, b: number) => ({ a: { cpuSeconds: a, ...UNTHROTTLED }, b: { cpuSeconds: b, ...UNTHROTTLED } });

  it("allows 3 % on one CPU, of the nearer recording", () => {
    const groups = [busy("a", 1024), busy("b", 3072)];
    expect(failures(recording(groups, shares(1.02, 2.98)))).toEqual([]);
    expect(failures(recording(groups, shares(1.04, 2.96)))).toEqual(["expect[0].a.cpuSeconds"]);
    expect(failures(recording(groups, shares(1.04, 2.96), shares(1.01, 2.99)))).toEqual([]);
  });

  it("allows bursts with a quota what some place in the quota period gives, and demands it of every recording", () => {
    const groups: RecordedGroup[] = [
      {
        name: "a",
        shares: 1024,
        quotaUs: 20_000,
        periodUs: 100_000,
        load: { threads: 1, kind: "every", burstUs: 30_000, periodUs: 200_000 },
      },
    ];
    const bursts = (latencyUs: number, throttledSeconds: number) => ({
      a: { cpuSeconds: 0.6, completed: 20, meanUs: latencyUs, p50Us: latencyUs, p90Us: latencyUs, throttledPeriods: 20, throttledSeconds },
    });
    expect(failures(recording(groups, bursts(58_000, 0.56), bursts(104_000, 1.48)))).toEqual([]);
    expect(failures(recording(groups, bursts(58_000, 0.56), bursts(130_000, 2)))).toEqual([
      "expect[1].a.throttledSeconds",
      "expect[1].a.meanUs",
      "expect[1].a.p50Us",
      "expect[1].a.p90Us",
    ]);
  });

  it("holds closed loops that crowd each other between lockstep and being alone", () => {
    const loop = (name: string): RecordedGroup => ({
      name,
      shares: 1024,
      load: { threads: 1, kind: "duty", burstUs: 5000, sleepUs: 5000 },
    });
    const groups = [loop("a"), loop("b"), loop("c")];
    const each = (cpuSeconds: number) => ({
      a: { cpuSeconds, ...UNTHROTTLED },
      b: { cpuSeconds, ...UNTHROTTLED },
      c: { cpuSeconds, ...UNTHROTTLED },
    });
    expect(failures(recording(groups, each(1.2)))).toEqual([]);
    expect(failures(recording(groups, each(0.9))).length).toBe(3);
    expect(failures(recording(groups, each(2.2))).length).toBe(3);
  });
});
