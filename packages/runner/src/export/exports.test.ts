/** Exports hold what the run holds: a trace that trace viewers take, and tables that spreadsheets take. */
import { describe, expect, it } from "vitest";
import { tinySimulation } from "../testing/index.ts";
import { csvText, perfettoTrace, recordingTables } from "./index.ts";

function run() {
  const simulation = tinySimulation([
    { cpu: "2", workload: "a", arrivalS: 0, durationS: 30 },
    { cpu: "2", workload: "a,b", arrivalS: 1, durationS: 40 },
    { cpu: "100", workload: "huge", arrivalS: 2, durationS: 1 },
  ]);
  simulation.run();
  return simulation;
}

describe("perfettoTrace", () => {
  it("has a process a node, and of each placed pod its start and its run", () => {
    const { traceEvents } = JSON.parse(perfettoTrace(run(), (pod) => pod)) as {
      traceEvents: { ph: string; name: string; dur?: number; args?: { name?: string; pods?: number } }[];
    };
    expect(traceEvents.filter(({ ph }) => ph === "M").map(({ args }) => args!.name)).toEqual(["a", "b", "cluster"]);
    const slices = traceEvents.filter(({ ph }) => ph === "X");
    expect(slices.map(({ name }) => name)).toEqual(["default/pod-0 starting", "default/pod-0", "default/pod-1 starting", "default/pod-1"]);
    expect(slices[1]!.dur).toBe(30e6);
    expect(traceEvents.filter(({ ph }) => ph === "C").at(-1)!.args!.pods).toBe(1);
  });
});

describe("csvText", () => {
  it("quotes what has to be, and leaves null empty", () => {
    const pods = [...recordingTables(run())].find(({ name }) => name === "pods")!;
    const lines = csvText(pods).split("\r\n");
    expect(lines).toHaveLength(pods.rows + 2);
    expect(lines[0]!.split(",").slice(0, 2)).toEqual(["pod", "workload"]);
    expect(lines[2]).toContain('default/pod-1,"a,b",Succeeded');
    expect(lines[3]).toMatch(/^default\/pod-2,huge,Pending,false,false,,/);
  });
});
