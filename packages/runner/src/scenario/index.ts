/** Scenario files, snapshots and traces as input of a simulation. */
export { checkScenario, type CheckedScenario, formatProblems, loadScenario } from "./check-scenario.ts";
export { scenarioSeed } from "./build-input.ts";
export { durationUs } from "./duration.ts";
export { scenarioJsonSchema } from "./json-schema.ts";
export { givenNode, POOL_LABEL, RACK_LABEL, ZONE_LABEL } from "./node-pool.ts";
export { nearestName } from "./nearest-name.ts";
export { parseScenario, type ParsedScenario } from "./parse-scenario.ts";
export { formatProblem, ScenarioError, type ScenarioProblem } from "./problem.ts";
export type { ScenarioPorts } from "./resolve-scenario.ts";
export type * from "./scenario.ts";
export { loadedTrace, type PodColumns, type TraceTables } from "./trace-columns.ts";
export type { LoadedTrace, TraceArrivals, TraceLoader, TraceRequest } from "./trace-loader.ts";
export { type ObjectsByKind, snapshotInput, type SnapshotOptions } from "./snapshot-input.ts";
export { replayInput, type ReplayOptions } from "./replay-input.ts";
