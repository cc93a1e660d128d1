import { describe, expect, it } from "vitest";
import { TinyHistory, tinyNode, tinySimulation } from "../testing/index.ts";
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
    const rows = Object.fromEntries(Array.from(tables, ([name, table]) => [name, table.rows]));
    expect(rows).toMatchObject({
      facts: store.log.length,
      pods: state.pods.length,
      nodes: state.nodes.length,
      attempts: scheduler.attempts.length,
      refusals: scheduler.attempts.length - 1,
    });
    expect([...tables.keys()].slice(5)).toEqual(["containers", "probes", "readiness", "node_events", "usage", "queue"]);
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

  it("tells where pods have waited: a row where that has changed, which holds until the next", () => {
    // A pod that an idle scheduler takes at once never waits; the other one does, from the end of its attempt on.
    const refusedUs = column("facts", "time_us")[column("facts", "kind").indexOf("PodUnschedulable")];
    expect(column("queue", "time_us")).toEqual([refusedUs]);
    expect(["active", "backoff", "unschedulable", "gated"].map((name) => column("queue", name)[0])).toEqual([0, 0, 1, 0]);
  });

  it("becomes Parquet, empty tables too", () => {
    for (const table of [...tables.values(), { name: "none", rows: 0, columns: [{ name: "a", type: "INT64" as const, data: [] }] }]) {
      const bytes = parquetBytes(table);
      const mark = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
      expect([mark(0), mark(bytes.length - 4)]).toEqual(["PAR1", "PAR1"]);
    }
  });
});

describe("recordingTables of living pods", () => {
  const run = new TinyHistory([tinyNode("a", "left", 4)]);
  const id = run.running("web-0", "a", { workload: "web" });
  const slow = { by: "kubelet", reason: "Unhealthy", message: "slow", evidence: { slowdown: 4 } };
  run.store.containerStarted(id, { container: 0, restartCount: 0 });
  run.at(10).probeFailed(id, { container: 0, probe: "liveness", failures: 3, sinceUs: 4e6, because: slow });
  run.store.setPodReady(id, false, slow);
  run.at(12).containerExited(id, { container: 0, exitCode: 137, reason: "Error", startedUs: 0, because: slow });
  run.at(13).containerStarted(id, { container: 0, restartCount: 1 });
  const condition = (status: string) => ({ ...tinyNode("a", "left", 4).node, status: { conditions: [{ type: "Ready", status }] } });
  run.at(20).updateNode(condition("True"));
  run.store.stopNode(0, { what: "machine", because: { by: "timeline", reason: "Crash" } });
  run.at(60).updateNode(condition("Unknown"));
  run.store.deletePod(id, { because: { by: "taint-eviction-controller", reason: "DeletionByTaintManager" } });
  run.at(90).startNode(0);
  run.podUsed(id, { cpuUs: 0.5, wantedCpuUs: 2, throttledUs: 1, memoryPeakBytes: 7 });
  run.sample("a", { cpuUs: 0.25, memoryBytes: 9 });
  const tables = new Map(Array.from(recordingTables(run), (table) => [table.name, table]));
  const rows = (name: string): Record<string, unknown>[] => {
    const table = tables.get(name)!;
    return Array.from({ length: table.rows }, (_, at) => Object.fromEntries(table.columns.map((column) => [column.name, column.data[at]])));
  };
  const because = { by: "kubelet", because: "Unhealthy", message: "slow", evidence: '{"slowdown":4}' };
  const nobody = { by: null, because: null, message: null, evidence: null };

  it("has every run of a container, with its end and why", () => {
    const common = { pod: "default/web-0", container: "main", node: "a" };
    expect(rows("containers")).toEqual([
      { ...common, restart: 0, started_us: 0, exited_us: 12e6, exit_code: 137, reason: "Error", ...because },
      { ...common, restart: 1, started_us: 13e6, exited_us: null, exit_code: null, reason: null, ...nobody },
    ]);
  });

  it("has failed probes, changes of readiness, outages and conditions", () => {
    const pod = { pod: "default/web-0", node: "a" };
    expect(rows("probes")).toEqual([
      { time_us: 10e6, ...pod, container: "main", probe: "liveness", failures: 3, since_us: 4e6, ...because },
    ]);
    expect(rows("readiness")).toEqual([
      { time_us: 0, ...pod, ready: true, ...nobody },
      { time_us: 10e6, ...pod, ready: false, ...because },
    ]);
    expect(rows("node_events").map(({ time_us: timeUs, event, what, status, by }) => [timeUs, event, what, status, by])).toEqual([
      [20e6, "ConditionChanged", "Ready", "True", null],
      [20e6, "NodeStopped", "machine", null, "timeline"],
      [60e6, "ConditionChanged", "Ready", "Unknown", null],
      [90e6, "NodeStarted", null, null, null],
    ]);
  });

  it("has usage by pod and by sample, in fractions too", () => {
    const used = { cpu_us: 0.5, wanted_cpu_us: 2, throttled_us: 1, memory_peak_bytes: 7 };
    expect(rows("pods")[0]).toMatchObject({ restarts: 1, first_ready_us: 0, reason: null, ...used });
    expect(rows("usage")).toEqual([
      { time_us: 90e6, node: "a", cpu_us: 0.25, wanted_cpu_us: 0, throttled_us: 0, memory_bytes: 9, disk_bytes: 0 },
    ]);
  });

  it("names the nodes of their facts, and tells the cause of any fact that has one", () => {
    const facts = rows("facts");
    expect(facts.find(({ kind }) => kind === "NodeStopped")).toMatchObject({ node: "a", pod: null });
    const deletion = facts.find(({ kind }) => kind === "PodDeletionRequested")!;
    expect(JSON.parse(deletion["because"] as string)).toMatchObject({ reason: "DeletionByTaintManager" });
    expect(facts.find(({ kind }) => kind === "ContainerExited")).toMatchObject({ pod: "default/web-0", reason: "Error" });
  });

  it("becomes Parquet", () => {
    for (const table of tables.values()) expect(String.fromCharCode(...parquetBytes(table).subarray(0, 4))).toBe("PAR1");
  });
});
