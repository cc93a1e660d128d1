import { describe, expect, it } from "vitest";
import { tinySimulation } from "../testing/index.ts";
import { parquetBytes } from "./parquet-bytes.ts";
import { recordingTables } from "./recording-tables.ts";

describe("recordingTables", () => {
  const simulation = tinySimulation([
    { cpu: "3", workload: "web", arrivalS: 0, durationS: 10 },
    { cpu: "5", workload: "huge", arrivalS: 20, durationS: 1 },
  ]);
  simulation.run();
  const tables = new Map(Array.from(recordingTables(simulation), (table) => [table.name, table]));
  const column = (table: string, name: string): readonly unknown[] => tables.get(table)!.columns.find((each) => each.name === name)!.data;

  it("has a row for every fact, pod, node and attempt, and columns of one length", () => {
    const { store, state, scheduler } = simulation;
    expect([...tables].map(([name, { rows }]) => [name, rows])).toEqual([
      ["facts", store.log.length],
      ["pods", state.pods.length],
      ["nodes", state.nodes.length],
      ["attempts", scheduler.attempts.length],
      ["refusals", scheduler.attempts.length - 1],
    ]);
    for (const { rows, columns } of tables.values()) for (const { data } of columns) expect(data.length).toBe(rows);
  });

  it("names pods, nodes and attempts", () => {
    expect(column("pods", "pod")).toEqual(["default/pod-0", "default/pod-1"]);
    expect(column("pods", "node")).toEqual([simulation.state.nodeName(simulation.state.pods[0]!.nodeId), null]);
    expect(column("pods", "bound_us")).toEqual([simulation.state.pods[0]!.boundUs, null]);
    expect(column("nodes", "hardware_cpu_cores")).toEqual([2, 2]);
    const bound = column("facts", "kind").indexOf("PodBound");
    expect([column("facts", "pod")[bound], column("facts", "node")[bound]]).toEqual(["default/pod-0", column("pods", "node")[0]]);
    expect(new Set(column("refusals", "reason"))).toEqual(new Set(["Insufficient cpu"]));
  });

  it("becomes Parquet, empty tables too", () => {
    for (const table of [...tables.values(), { name: "none", rows: 0, columns: [{ name: "a", type: "INT64" as const, data: [] }] }]) {
      const bytes = parquetBytes(table);
      const mark = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
      expect([mark(0), mark(bytes.length - 4)]).toEqual(["PAR1", "PAR1"]);
    }
  });
});
