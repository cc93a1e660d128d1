/** What containers do, as a scenario says it: every field, every curve, every mistake with its place. */
import { describe, expect, it } from "vitest";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { randomStreams } from "@orrery/sim-core/engine";
import { labelMap } from "@orrery/sim-core/model";
import type { BehaviorRule, Curve } from "@orrery/sim-core/workload";
import { checkScenario, formatProblem } from "./index.ts";
import type { CheckedScenario, ScenarioPorts } from "./index.ts";

const files = new Map<string, string>();
const ports: ScenarioPorts = {
  readText: async (path) => files.get(path) ?? Promise.reject(new Error("no such file")),
  registry: kubernetesRegistry(),
};

const check = (spec: string): Promise<CheckedScenario> =>
  checkScenario(
    `apiVersion: orrery/v1
kind: Scenario
metadata: { name: test }
spec:
  nodePools: [{ name: a, count: 1, capacity: { cpu: 4, memory: 8Gi } }]
  workloads: [{ name: w, template: { metadata: { labels: { app: w } }, spec: { containers: [{ name: c }] } } }]
${spec}  horizon: 1h
`,
    "s.yaml",
    ports,
  );

const GI = 2 ** 30;
const MI = 2 ** 20;

async function ruleOf(fields: string): Promise<BehaviorRule> {
  const { problems, input } = await check(`  behaviors: [{ name: b, ${fields} }]\n`);
  expect(problems.map(formatProblem)).toEqual([]);
  return input!.behaviors![0]!;
}

it("of a scenario need a horizon", async () => {
  const text =
    "apiVersion: orrery/v1\nkind: Scenario\nmetadata: { name: s }\nspec:\n  nodePools: [{ name: n, count: 1, capacity: { cpu: 4 } }]\n";
  const { problems } = await checkScenario(`${text}  behaviors: [{ name: b }]\n`, "s.yaml", ports);
  expect(problems.map(formatProblem)).toContain(
    "s.yaml:6:3: error: spec.behaviors: pods that live may never come to rest; accepted: a horizon of the scenario",
  );
});

describe("a behavior", () => {
  it("does nothing, and stops like any container, where it says nothing", async () => {
    const { name, namespace, selector, container, behavior } = await ruleOf("selector: { matchLabels: { app: w } }");
    expect({ name, namespace, container }).toEqual({ name: "b", namespace: undefined, container: undefined });
    expect([{ app: "w" }, { app: "x" }].map((labels) => selector.matches(labelMap(labels)))).toEqual([true, false]);
    const nothing = { kind: "constant", value: 0 };
    expect(behavior).toMatchObject({
      cpu: nothing,
      memory: nothing,
      disk: nothing,
      processes: 1,
      answerUs: 0,
      postStartUs: 0,
      preStopUs: 0,
    });
    expect(behavior).toMatchObject({ stopUs: 1e6, stopCode: 143, exit: { afterUs: undefined, code: 0 } });
    for (const field of ["startup", "work", "crash", "hang", "supervisedRestartUs"] as const) expect(behavior[field]).toBeUndefined();
  });

  it("has every field of a life", async () => {
    const { behavior, namespace, container } = await ruleOf(
      `namespace: default, container: c, cpu: 500m, memory: 200Mi, disk: 1Gi, processes: 40,
       startup: { wait: 5s, cpuSeconds: 30, threads: 2.5 }, exit: { after: 1h, code: 3 }, crash: { after: 2h }, hang: { after: 3h },
       answer: 20ms, stop: { after: never, code: 0 }, postStart: 2s, preStop: 4s, supervised: { restart: 10s }`,
    );
    const { startup, exit, crash, hang, ...rest } = behavior;
    expect({ namespace, container }).toEqual({ namespace: "default", container: "c" });
    expect(rest).toMatchObject({
      cpu: { kind: "constant", value: 0.5 },
      memory: { kind: "constant", value: 200 * MI },
      disk: { kind: "constant", value: GI },
      processes: 40,
      answerUs: 20_000,
      stopUs: Infinity,
      stopCode: 0,
      postStartUs: 2e6,
      preStopUs: 4e6,
      supervisedRestartUs: 10e6,
    });
    expect([startup!.waitUs!.mean, startup!.work!.cpuUs.mean, startup!.work!.threads]).toEqual([5e6, 30e6, 2.5]);
    expect([exit.afterUs!.mean, exit.code, crash!.afterUs.mean, crash!.code, hang!.afterUs.mean]).toEqual([3600e6, 3, 7200e6, 1, 10_800e6]);
  });

  it("draws whole microseconds from distributions, of times and of CPU time", async () => {
    const { behavior } = await ruleOf(
      `startup: { wait: { distribution: uniform, low: 1s, high: 3s }, cpuSeconds: { distribution: exponential, mean: 30s } },
       work: { cpuSeconds: 100 }, exit: { code: 2 }`,
    );
    const { waitUs, work } = behavior.startup!;
    const stream = randomStreams(1).stream("x");
    const draws = Array.from({ length: 100 }, () => waitUs!.sample(stream));
    expect(draws.every((us) => Number.isInteger(us) && us >= 1e6 && us < 3e6)).toBe(true);
    expect(new Set(draws).size).toBeGreaterThan(90);
    expect([waitUs!.mean, work!.cpuUs.mean, behavior.work!.cpuUs.mean, behavior.work!.threads]).toEqual([2e6, 30e6, 100e6, 1]);
  });

  it("takes null for a field left out", async () => {
    const { behavior } = await ruleOf(
      "startup: null, cpu: null, stop: { after: null, code: 3 }, memory: { leak: { perHour: 1, upTo: null } }",
    );
    expect([behavior.startup, behavior.stopUs, behavior.stopCode]).toEqual([undefined, 1e6, 3]);
    expect(behavior.memory).toMatchObject({ kind: "leak", most: Infinity });
  });

  it("stops after what the control plane says where it does not say itself", async () => {
    const { input } = await check("  controlPlane: { podStop: 7s, relist: 2s, containerStart: 50ms }\n  behaviors: [{ name: b }]\n");
    expect(input!.behaviors![0]!.behavior.stopUs).toBe(7e6);
    expect(input!.timings).toMatchObject({ relistUs: 2e6, containerStartUs: 50_000 });
  });
});

describe("curves", () => {
  files.set("use.csv", "at,cpu,mem\n0,250m,1Gi\n60,0.0125,2Gi\n1h,2,3Gi\n");

  it.each<[string, Curve]>([
    ["cpu: { constant: 250m }", { kind: "constant", value: 0.25 }],
    [
      "cpu: { steps: { points: [{ at: 0s, value: 100m }, { at: 10m, value: 2 }], repeat: 1h, from: clock } }",
      { kind: "steps", from: "clock", timesUs: Float64Array.of(0, 600e6), values: Float64Array.of(0.1, 2), repeatUs: 3600e6 },
    ],
    [
      "cpu: { steps: { file: use.csv, time: at, column: cpu } }",
      {
        kind: "steps",
        from: "start",
        timesUs: Float64Array.of(0, 60e6, 3600e6),
        values: Float64Array.of(0.25, 0.0125, 2),
        repeatUs: undefined,
      },
    ],
    [
      "cpu: { diurnal: { low: 100m, high: 1, peak: 14h } }",
      { kind: "diurnal", low: 0.1, high: 1, peakUs: 14 * 3600e6, periodUs: 86_400e6, stepUs: 300e6 },
    ],
    ["cpu: { ramp: { from: 0, to: 4, over: 1m } }", { kind: "ramp", from: 0, to: 4, overUs: 60e6 }],
    [
      "cpu: { sum: [100m, { leak: { perHour: 10m, upTo: 1 } }] }",
      {
        kind: "sum",
        parts: [
          { kind: "constant", value: 0.1 },
          { kind: "leak", from: 0, perHour: 0.01, most: 1 },
        ],
      },
    ],
  ])("%s", async (text, curve) => {
    expect((await ruleOf(text)).behavior.cpu).toEqual(curve);
  });

  it.each<[string, Curve]>([
    ["memory: { leak: { from: 200Mi, perHour: 50Mi } }", { kind: "leak", from: 200 * MI, perHour: 50 * MI, most: Infinity }],
    [
      "memory: { jvm: {} }",
      {
        kind: "jvm",
        nonHeapBytes: 150 * MI,
        initialHeapBytes: 64 * MI,
        heapShare: 0.8,
        maxRamShare: 0.25,
        maxHeapBytes: undefined,
        cgroupAware: true,
        growthUs: 600e6,
      },
    ],
    [
      "memory: { jvm: { nonHeap: 1Gi, initialHeap: 2Gi, heapShare: 1, maxHeap: 3Gi, maxRAMPercentage: 75, useContainerSupport: false, growth: 0s } }",
      {
        kind: "jvm",
        nonHeapBytes: GI,
        initialHeapBytes: 2 * GI,
        heapShare: 1,
        maxRamShare: 0.75,
        maxHeapBytes: 3 * GI,
        cgroupAware: false,
        growthUs: 0,
      },
    ],
    [
      "memory: { sum: [{ jvm: {} }, { steps: { file: use.csv, time: at, column: mem } }] }",
      {
        kind: "sum",
        parts: [
          expect.objectContaining({ kind: "jvm" }) as never,
          expect.objectContaining({ kind: "steps", values: Float64Array.of(GI, 2 * GI, 3 * GI) }) as never,
        ],
      },
    ],
  ])("%s", async (text, curve) => {
    expect((await ruleOf(text)).behavior.memory).toEqual(curve);
  });

  it("has bursts that are drawn", async () => {
    const { cpu } = (await ruleOf("cpu: { bursts: { base: 100m, burst: 4, every: { distribution: exponential, mean: 5m }, length: 20s } }"))
      .behavior;
    expect(cpu).toMatchObject({ kind: "bursts", base: 0.1, burst: 4, everyUs: { mean: 300e6 }, lengthUs: { mean: 20e6 } });
  });
});

describe("images", () => {
  it("have sizes, and a registry with a bandwidth", async () => {
    const { input } = await check('  images: { registry: { bandwidth: 1G }, sizes: { "web:1": 300Mi } }\n');
    expect(input!.images).toEqual({ bytes: new Map([["web:1", 300 * MI]]), registryBytesPerSecond: 1e9 });
    expect((await check("  images: { sizes: {} }\n")).input!.images!.registryBytesPerSecond).toBe(Infinity);
    expect((await check("")).input!.images).toBeUndefined();
  });
});

describe("mistakes", () => {
  files.set("header.csv", "time,cpu\n");
  files.set("order.csv", "time,value\n0,1\n60,2\n60,3\n");
  files.set("short.csv", "time,value\n0\n");
  files.set("junk.csv", 'time,value\n"0",1\n"1m","lots"\n');

  it.each([
    ["cpu: 12Q", 's.yaml:7:31: error: spec.behaviors[0].cpu: "12Q" is no quantity'],
    ["cpu: { leek: {} }", 'spec.behaviors[0].cpu.leek: unknown field "leek"; accepted: leak (did you mean this?)'],
    ["cpu: { jvm: {} }", 'unknown field "jvm"; accepted: constant, steps, diurnal, bursts, ramp, leak, sum'],
    ["cpu: {}", "spec.behaviors[0].cpu: nothing says what this is; accepted: one of constant, steps"],
    ["cpu: { constant: 1, sum: [1] }", 'cannot stand beside constant; found "constant and sum"'],
    ["cpu: { steps: {} }", "nothing says what this is; accepted: one of points, file"],
    ["startup: { cpuSeconds: fast }", 'startup.cpuSeconds: not accepted here; found "fast"; accepted: a number of at least 0'],
    ["startup: { threads: 2 }", "spec.behaviors[0].startup.threads: there is no work for them; found 2; accepted: cpuSeconds beside it"],
    ["crash: {}", 'the field "after" is missing'],
    ["crash: { after: forever }", 'crash.after: no duration; found "forever"; accepted: a duration such as "90s"'],
    ["exit: { after: 1s, code: 256 }", "exit.code: not accepted here; found 256; accepted: an integer from 0 to 255"],
    ["exit: { code: 1 }", "spec.behaviors[0].exit: nothing says when it exits; accepted: after, or work beside it"],
    ["work: { cpuSeconds: 1 }, cpu: 1", "spec.behaviors[0].cpu: cannot stand beside work: its CPU is the work's"],
    ["work: { cpuSeconds: 1 }, exit: { after: 1s }", "exit.after: cannot stand beside work"],
    ["stop: { after: Never }", 'stop.after: no duration; found "Never"; accepted: a duration such as "90s"'],
    ["hang: { after: { distribution: lognormal, mean: 0s, variation: 1 } }", "hang.after: mean is 0; accepted: a finite number above 0"],
    ["memory: { jvm: { maxRAMPercentage: 150 } }", "found 150; accepted: a number over 0 and up to 100"],
    ["memory: { jvm: { heapShare: 2 } }", "found 2; accepted: a number of at least 0 and up to 1"],
    ["memory: { leak: { from: 2Gi, perHour: 1, upTo: 1Gi } }", "leak.upTo: it begins above this; found 1Gi; accepted: at least 2Gi"],
    [
      "memory: { jvm: { maxHeap: 32Mi } }",
      "jvm.maxHeap: the virtual machine would not start; found 32Mi; accepted: at least the initial heap of 64Mi",
    ],
    ["cpu: { diurnal: { low: 0, high: 1, step: 0s } }", "diurnal.step: nothing lasts no time"],
    [
      "cpu: { steps: { points: [{ at: 1m, value: 1 }, { at: 60s, value: 2 }] } }",
      'steps.points[1].at: the times do not ascend; found "60s"; accepted: a time after 1m',
    ],
    ["cpu: { steps: { points: [{ at: 1m, value: 1 }], repeat: 1m } }", "steps.repeat: it begins anew before its last value; found 1m"],
    ["cpu: { steps: { file: none.csv } }", "spec.behaviors[0].cpu.steps.file: cannot read none.csv: no such file"],
    [
      "cpu: { steps: { file: header.csv } }",
      'header.csv:1:1: error: there is no column "value"; found "time,cpu"; accepted: one of time, cpu',
    ],
    ["cpu: { steps: { file: header.csv, column: cpus } }", "accepted: cpu (did you mean this?), of time, cpu"],
    [
      "cpu: { steps: { file: header.csv, column: cpu } }",
      "header.csv:1:1: error: the file has a header and no rows; accepted: at least one row",
    ],
    [
      "cpu: { steps: { file: order.csv } }",
      'order.csv:4:1: error: the times do not ascend; found "60"; accepted: a time after the one before it',
    ],
    ["cpu: { steps: { file: short.csv } }", "short.csv:2:1: error: cells are missing, or too many; found 1 cells; accepted: 2 cells"],
    ["cpu: { steps: { file: junk.csv } }", 'junk.csv:3:6: error: no amount; found "lots"; accepted: a number of at least 0, or an amount'],
    ["selector: { matchExpressions: [{ key: a, operator: In }] }", "spec.behaviors[0].selector: "],
    ["name: b, selecter: {}", "not YAML: Map keys must be unique"],
    ["selecter: {}", 'unknown field "selecter"; accepted: selector (did you mean this?)'],
  ])("%s", async (fields, problem) => {
    const { problems, input } = await check(`  behaviors: [{ name: b, ${fields} }]\n`);
    expect(problems.map(formatProblem).join("\n")).toContain(problem);
    expect(input).toBeUndefined();
  });

  it("of two behaviors with one name is said", async () => {
    const { problems } = await check("  behaviors: [{ name: b }, { name: b }]\n");
    expect(problems.map(formatProblem)).toEqual([
      's.yaml:7:36: error: spec.behaviors[1].name: a second behavior of this name; found "b"; accepted: a name of its own',
    ]);
  });

  it("of a registry that sends nothing is said", async () => {
    const { problems } = await check("  images: { registry: { bandwidth: 0 } }\n");
    expect(problems.map(formatProblem).join()).toContain("spec.images.registry.bandwidth: nothing would ever arrive; found 0");
  });
});
