/** Containers of a run: a row for each time that one ran, from its start to its end. */
import { containersOf, containerStartOf, FactKind, factPayload } from "@orrery/sim-core/store";
import type { ContainerExit } from "@orrery/sim-core/store";
import type { RunHistory } from "../simulation/index.ts";
import { causeColumns } from "./cause-columns.ts";
import type { Column, Table } from "./column.ts";

interface ContainerRun {
  readonly pod: number;
  readonly container: number;
  readonly restart: number;
  readonly startedUs: number | null;
  /** null: it still ran, or nobody saw it end. */
  exitedUs: number | null;
  exit: ContainerExit | undefined;
}

export function containerTable(history: RunHistory, nodeName: (id: number) => string | null): Table {
  const { store, state } = history;
  const runs = containerRuns(history);
  const column = <T extends Column["type"]>(name: string, type: T, value: (run: ContainerRun) => string | number | null): Column =>
    ({ name, type, data: runs.map(value) }) as Column;
  return {
    name: "containers",
    rows: runs.length,
    columns: [
      column("pod", "STRING", ({ pod }) => store.log.podKeys[pod]!),
      column("container", "STRING", ({ pod, container }) => containerName(history, pod, container)),
      column("node", "STRING", ({ pod }) => nodeName(state.pods[pod]!.nodeId)),
      column("restart", "INT32", ({ restart }) => restart),
      column("started_us", "INT64", ({ startedUs }) => startedUs),
      column("exited_us", "INT64", ({ exitedUs }) => exitedUs),
      column("exit_code", "INT32", ({ exit }) => exit?.exitCode ?? null),
      column("reason", "STRING", ({ exit }) => exit?.reason ?? null),
      ...causeColumns(runs.map(({ exit }) => exit?.because)),
    ],
  };
}

/** Name of a container by its number; the number itself where the pod has no such container. */
export function containerName({ state }: Pick<RunHistory, "state">, pod: number, container: number): string {
  return containersOf(state.pods[pod]!.source.spec)[container]?.name ?? String(container);
}

/** In order of their starts. */
function containerRuns({ store: { log } }: RunHistory): ContainerRun[] {
  const runs: ContainerRun[] = [];
  const running = new Map<string, ContainerRun>();
  for (let at = 0; at < log.length; at++) {
    const pod = log.subject[at]!;
    const timeUs = log.timeUs[at]!;
    if (log.kind[at] === FactKind.ContainerStarted) {
      const { container, restartCount } = containerStartOf(log.detail[at]!);
      const run = { pod, container, restart: restartCount, startedUs: timeUs, exitedUs: null, exit: undefined };
      runs.push(run);
      running.set(`${pod}/${container}`, run);
    } else if (log.kind[at] === FactKind.ContainerExited) {
      const exit = factPayload<ContainerExit>(log, log.detail[at]!)!;
      const key = `${pod}/${exit.container}`;
      let run = running.get(key);
      // A start that left no fact: first starts may be told by PodStarted alone.
      if (run === undefined)
        runs.push((run = { pod, container: exit.container, restart: 0, startedUs: exit.startedUs, exitedUs: null, exit }));
      run.exitedUs = timeUs;
      run.exit = exit;
      running.delete(key);
    }
  }
  return runs;
}
