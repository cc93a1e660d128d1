/** What went wrong, one table a kind: probes that failed, pods that were not ready, nodes that failed or were under pressure. */
import type { Node, NodeCondition } from "@orrery/sim-core/model";
import { FACT_NAMES, FactKind, factPayload, readinessOf, STARTED_READY } from "@orrery/sim-core/store";
import type { Cause, NodeFault, NodeOutage, NodePayload, PodReadinessChange, ProbeFailure } from "@orrery/sim-core/store";
import type { RunHistory } from "../simulation/index.ts";
import { causeColumns } from "./cause-columns.ts";
import type { Column, Table } from "./column.ts";
import { containerName } from "./container-table.ts";

type NodeName = (id: number) => string | null;

export function probeTable(history: RunHistory, nodeName: NodeName): Table {
  const { log } = history.store;
  const rows = factsOf(history, FactKind.ProbeFailed).map((at) => ({ at, ...factPayload<ProbeFailure>(log, log.detail[at]!)! }));
  const facts = rows.map(({ at }) => at);
  return {
    name: "probes",
    rows: rows.length,
    columns: [
      ...podColumns(history, facts, nodeName),
      { name: "container", type: "STRING", data: rows.map(({ at, container }) => containerName(history, log.subject[at]!, container)) },
      { name: "probe", type: "STRING", data: rows.map(({ probe }) => probe) },
      { name: "failures", type: "INT32", data: rows.map(({ failures }) => failures) },
      { name: "since_us", type: "INT64", data: rows.map(({ sinceUs }) => sinceUs) },
      ...causeColumns(rows.map(({ because }) => because)),
    ],
  };
}

/** Every change of the condition Ready; the end of a pod, which ends its readiness too, is in `pods`. */
export function readinessTable(history: RunHistory, nodeName: NodeName): Table {
  const { log } = history.store;
  const facts = factsOf(history, FactKind.PodStarted, FactKind.PodReadinessChanged).filter(
    (at) => log.kind[at] === FactKind.PodReadinessChanged || log.detail[at] === STARTED_READY,
  );
  const isStart = (at: number) => log.kind[at] === FactKind.PodStarted;
  const cause = (at: number) => (isStart(at) ? undefined : factPayload<PodReadinessChange>(log, log.detail[at]!)?.because);
  return {
    name: "readiness",
    rows: facts.length,
    columns: [
      ...podColumns(history, facts, nodeName),
      { name: "ready", type: "BOOLEAN", data: facts.map((at) => isStart(at) || readinessOf(log, log.detail[at]!)) },
      ...causeColumns(facts.map(cause)),
    ],
  };
}

interface NodeEvent {
  readonly timeUs: number;
  readonly node: number;
  readonly event: string;
  /** What failed, the reason of a fault, or the type of a condition. */
  readonly what: string | null;
  /** Of a condition. */
  readonly status: string | null;
  readonly because: Cause | undefined;
}

/** Outages, faults, and conditions as far as they changed. */
export function nodeEventTable(history: RunHistory, nodeName: NodeName): Table {
  const events = [...nodeEvents(history)];
  const column = (name: string, value: (event: NodeEvent) => string | null): Column => ({ name, type: "STRING", data: events.map(value) });
  return {
    name: "node_events",
    rows: events.length,
    columns: [
      { name: "time_us", type: "INT64", data: events.map(({ timeUs }) => timeUs) },
      column("node", ({ node }) => nodeName(node)),
      column("event", ({ event }) => event),
      column("what", ({ what }) => what),
      column("status", ({ status }) => status),
      ...causeColumns(events.map(({ because }) => because)),
    ],
  };
}

function* nodeEvents({ store: { log } }: RunHistory): Iterable<NodeEvent> {
  const conditions: (readonly NodeCondition[])[] = [];
  for (let at = 0; at < log.length; at++) {
    const [timeUs, node, detail] = [log.timeUs[at]!, log.subject[at]!, log.detail[at]!];
    const kind = log.kind[at] as FactKind;
    const common = { timeUs, node, event: FACT_NAMES[kind]!, what: null, status: null, because: undefined };
    if (kind === FactKind.NodeStopped) yield { ...common, ...factPayload<NodeOutage>(log, detail)! };
    else if (kind === FactKind.NodeStarted) yield common;
    else if (kind === FactKind.NodeFaulted) {
      const { reason, because } = factPayload<NodeFault>(log, detail)!;
      yield { ...common, what: reason, because };
    } else if (kind === FactKind.NodeAdded) conditions[node] = (log.payloads[detail] as NodePayload).node.status?.conditions ?? [];
    else if (kind === FactKind.NodeUpdated) {
      const before = conditions[node] ?? [];
      const after = (log.payloads[detail] as Node).status?.conditions ?? [];
      conditions[node] = after;
      for (const { type, status, reason, message } of after) {
        if (before.find((each) => each.type === type)?.status === status) continue;
        const because = reason === undefined ? undefined : { by: "node", reason, ...(message === undefined ? {} : { message }) };
        yield { ...common, event: "ConditionChanged", what: type, status, because };
      }
    }
  }
}

function podColumns({ store: { log }, state }: RunHistory, facts: readonly number[], nodeName: NodeName): Column[] {
  return [
    { name: "time_us", type: "INT64", data: facts.map((at) => log.timeUs[at]!) },
    { name: "pod", type: "STRING", data: facts.map((at) => log.podKeys[log.subject[at]!]!) },
    { name: "node", type: "STRING", data: facts.map((at) => nodeName(state.pods[log.subject[at]!]!.nodeId)) },
  ];
}

function factsOf({ store: { log } }: RunHistory, ...kinds: readonly FactKind[]): number[] {
  const found: number[] = [];
  for (let at = 0; at < log.length; at++) if (kinds.includes(log.kind[at] as FactKind)) found.push(at);
  return found;
}
