/** The recording of a run as tables of columns: facts, objects, attempts, and what happened to pods and nodes; docs/recording-format.md. */
import { AttemptOutcome } from "@orrery/scheduler/component";
import type { AttemptLog } from "@orrery/scheduler/component";
import { bindingOf, FACT_NAMES, FactKind, NODE_FACTS, factPayload, objectKey } from "@orrery/sim-core/store";
import type { ApiObject, Cause, FactLog } from "@orrery/sim-core/store";
import type { RunHistory } from "../simulation/index.ts";
import type { Column, Table } from "./column.ts";
import { containerTable } from "./container-table.ts";
import { nodeTable, podTable } from "./object-tables.ts";
import { queueTable } from "./queue-table.ts";
import { nodeEventTable, probeTable, readinessTable } from "./trouble-tables.ts";
import { usageTable } from "./usage-table.ts";

/** One after the other, so that only one needs to be in memory. */
export function* recordingTables(history: RunHistory): Iterable<Table> {
  const { state, store, scheduler } = history;
  const nodeName = (id: number): string | null => (id < 0 ? null : state.nodeName(id));
  yield factTable(store.log, nodeName);
  yield podTable(history, nodeName);
  yield nodeTable(history);
  yield attemptTable(scheduler.attempts, store.log.podKeys, nodeName);
  yield refusalTable(scheduler.attempts);
  yield containerTable(history, nodeName);
  yield probeTable(history, nodeName);
  yield readinessTable(history, nodeName);
  yield nodeEventTable(history, nodeName);
  yield usageTable(history, nodeName);
  yield queueTable(history);
}

type NodeName = (id: number) => string | null;

function factTable(log: FactLog, nodeName: NodeName): Table {
  const rows = Array.from({ length: log.length }, (_, at) => at);
  const kinds = rows.map((at) => log.kind[at] as FactKind);
  return {
    name: "facts",
    rows: log.length,
    columns: [
      { name: "fact", type: "INT64", data: rows },
      { name: "time_us", type: "INT64", data: rows.map((at) => log.timeUs[at]!) },
      { name: "kind", type: "STRING", data: kinds.map((kind) => FACT_NAMES[kind]!) },
      { name: "pod", type: "STRING", data: rows.map((at) => (isPodFact(kinds[at]!) ? log.podKeys[log.subject[at]!]! : null)) },
      { name: "node", type: "STRING", data: rows.map((at) => nodeOf(log, at, kinds[at]!, nodeName)) },
      {
        name: "object",
        type: "STRING",
        data: rows.map((at) => (isObjectFact(kinds[at]!) ? objectKey(log.payloads[log.subject[at]!] as ApiObject) : null)),
      },
      { name: "attempt", type: "INT64", data: rows.map((at) => (kinds[at] === FactKind.PodUnschedulable ? log.detail[at]! : null)) },
      { name: "reason", type: "STRING", data: rows.map((at) => toldBy(log, at, kinds[at]!)?.reason ?? null) },
      { name: "because", type: "STRING", data: rows.map((at) => causeText(toldBy(log, at, kinds[at]!)?.because)) },
    ],
  };
}

function isNodeFact(kind: FactKind): boolean {
  return NODE_FACTS.has(kind);
}

/** Facts whose detail may name a payload with a reason, a cause, or both. */
const TELLING_FACTS: ReadonlySet<FactKind> = new Set([
  FactKind.PodSucceeded,
  FactKind.PodFailed,
  FactKind.PodDeletionRequested,
  FactKind.PodReadinessChanged,
  FactKind.ContainerExited,
  FactKind.ContainerWaiting,
  FactKind.ProbeFailed,
  FactKind.NodeStopped,
  FactKind.NodeFaulted,
]);

interface Telling {
  readonly reason?: string;
  readonly because?: Cause;
}

function toldBy(log: FactLog, at: number, kind: FactKind): Telling | undefined {
  return TELLING_FACTS.has(kind) ? factPayload<Telling>(log, log.detail[at]!) : undefined;
}

function causeText(because: Cause | undefined): string | null {
  return because === undefined ? null : JSON.stringify(because);
}

function isObjectFact(kind: FactKind): boolean {
  return kind === FactKind.ObjectSet || kind === FactKind.ObjectRemoved;
}

function isPodFact(kind: FactKind): boolean {
  return !isNodeFact(kind) && !isObjectFact(kind);
}

function nodeOf(log: FactLog, at: number, kind: FactKind, nodeName: NodeName): string | null {
  if (isNodeFact(kind)) return nodeName(log.subject[at]!);
  if (kind === FactKind.PodBound) return nodeName(bindingOf(log, log.detail[at]!).nodeId);
  return kind === FactKind.PodNominated ? nodeName(log.detail[at]!) : null;
}

function attemptTable(log: AttemptLog, podKeys: readonly string[], nodeName: NodeName): Table {
  const rows = Array.from({ length: log.length }, (_, at) => at);
  const orNull = (value: number) => (value < 0 ? null : value);
  const column = (name: string, type: "INT64" | "INT32" | "DOUBLE", value: (at: number) => number | null): Column => ({
    name,
    type,
    data: rows.map(value),
  });
  return {
    name: "attempts",
    rows: log.length,
    columns: [
      column("attempt", "INT64", (at) => at),
      column("time_us", "INT64", (at) => log.timeUs[at]!),
      { name: "pod", type: "STRING", data: rows.map((at) => podKeys[log.pod[at]!]!) },
      { name: "outcome", type: "STRING", data: rows.map((at) => OUTCOMES[log.outcome[at]!]!) },
      { name: "node", type: "STRING", data: rows.map((at) => nodeName(log.node[at]!)) },
      column("nodes_evaluated", "INT32", (at) => log.evaluated[at]!),
      column("nodes_feasible", "INT32", (at) => log.feasible[at]!),
      column("score", "DOUBLE", (at) => orNull(log.total[at]!)),
      column("margin", "DOUBLE", (at) => orNull(log.margin[at]!)),
      column("ties", "INT32", (at) => log.ties[at]!),
      { name: "message", type: "STRING", data: rows.map((at) => log.message(at) || null) },
    ],
  };
}

/** Only of attempts that placed nothing: of the others, refusals are the normal case and would outweigh the rest of the recording. */
function refusalTable(log: AttemptLog): Table {
  const attempt: number[] = [];
  const [plugin, code, reason]: [string[], string[], string[]] = [[], [], []];
  const nodes: number[] = [];
  for (let at = 0; at < log.length; at++) {
    if (log.outcome[at] === AttemptOutcome.placed) continue;
    for (const refusal of log.refusals(at)) {
      attempt.push(at);
      plugin.push(refusal.plugin);
      code.push(refusal.code);
      reason.push(refusal.reason);
      nodes.push(refusal.nodes);
    }
  }
  return {
    name: "refusals",
    rows: attempt.length,
    columns: [
      { name: "attempt", type: "INT64", data: attempt },
      { name: "plugin", type: "STRING", data: plugin },
      { name: "code", type: "STRING", data: code },
      { name: "reason", type: "STRING", data: reason },
      { name: "nodes", type: "INT32", data: nodes },
    ],
  };
}

const OUTCOMES = ["placed", "unschedulable", "error"];
