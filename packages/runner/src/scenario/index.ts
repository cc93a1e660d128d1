/** Scenario files, snapshots and traces as input of a simulation. */
export { checkScenario, type CheckedScenario, formatProblems, loadScenario } from "./check-scenario.ts";
export { scenarioSeed } from "./build-input.ts";
export { durationUs } from "./duration.ts";
export { scenarioJsonSchema } from "./json-schema.ts";
export { givenNode, POOL_LABEL, RACK_LABEL, ZONE_LABEL } from "./node-pool.ts";
export { parseScenario, type ParsedScenario } from "./parse-scenario.ts";
export { formatProblem, ScenarioError, type ScenarioProblem } from "./problem.ts";
export type { ScenarioPorts } from "./resolve-scenario.ts";
export type * from "./behavior.ts";
export type * from "./kubelet-entry.ts";
export type { RandomTime, RandomTimeByName } from "./random-time.ts";
export type * from "./scenario.ts";
export type * from "./timeline-entry.ts";
export { loadedTrace, type PodColumns, type TraceTables } from "./trace-columns.ts";
export type { LoadedTrace, TraceArrivals, TraceLoader, TraceRequest, UsageRequest } from "./trace-loader.ts";
export { RECORDED_VM, type RecordedVms, usageTrace } from "./usage-trace.ts";
export { type ObjectsByKind, snapshotInput, type SnapshotOptions } from "./snapshot-input.ts";
export { replayInput, type ReplayOptions } from "./replay-input.ts";
