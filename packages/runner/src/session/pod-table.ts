/** Columns over all pods that ever were, by number: only what a fact was about is written anew. */
import { podRequests } from "@orrery/sim-core/model";
import { containerStartOf, FactKind, factPayload } from "@orrery/sim-core/store";
import type { ContainerExit, ContainerWait, FactLog, PodRecord, PodSource } from "@orrery/sim-core/store";
import { exitWord } from "../report/index.ts";
import { PodFlag, POD_PHASES } from "./frame.ts";
import type { PodColumns } from "./frame.ts";
import type { Room } from "./frame-room.ts";
import type { StringTable } from "./string-table.ts";

interface SourceRow {
  readonly namespace: number;
  readonly workload: number;
  readonly labels: number;
  readonly milliCpu: number;
  readonly memoryBytes: number;
  readonly gated: boolean;
}

/** The columns but for those that depend on other rows of the frame. */
const COLUMNS = ["name", "namespace", "workload", "labels", "restarts", "remark", "waiting", "exit", "nodeId"] as const;
/** Those whose numbers name texts. */
const TEXT_COLUMNS: ReadonlySet<string> = new Set(["name", "namespace", "workload", "labels", "remark", "waiting", "exit"]);
const AMOUNTS = ["milliCpu", "memoryBytes", "createdUs", "boundUs"] as const;

export class PodTable {
  /** Pods known at this moment. */
  length = 0;
  /** By pod: whether the API server has it. */
  private present = new Uint8Array(1024);
  private phase = new Uint8Array(1024);
  private flags = new Uint8Array(1024);
  private hashes = new Int32Array(1024);
  /** By pod: 1 where its hash is of an earlier write. */
  private stale = new Uint8Array(1024);
  private numbers: Record<(typeof COLUMNS)[number], Int32Array<ArrayBuffer>>;
  private amounts: Record<(typeof AMOUNTS)[number], Float64Array<ArrayBuffer>>;
  private readonly strings: StringTable;
  private readonly sources = new Map<PodSource, SourceRow>();
  /** By pod: the container whose waiting is told. */
  private readonly waitingContainer = new Map<number, number>();
  /** Numbers of the reasons that are a back-off. */
  private readonly backOffs = new Set<number>();

  constructor(strings: StringTable) {
    this.strings = strings;
    this.numbers = fromNames(COLUMNS, () => new Int32Array(1024));
    this.amounts = fromNames(AMOUNTS, () => new Float64Array(1024));
  }

  setRemark(pod: number, text: string): void {
    if (pod >= this.present.length) this.grow(pod + 1);
    this.numbers.remark[pod] = this.strings.numberOf(text);
  }

  /** Follows what the containers of a pod wait for, and how they ended. */
  followContainers(pod: number, log: FactLog, fact: number): void {
    const detail = log.detail[fact]!;
    switch (log.kind[fact]) {
      case FactKind.PodCreated:
        return this.setContainers(pod, "", -1, "");
      case FactKind.ContainerWaiting: {
        const wait = factPayload<ContainerWait>(log, detail)!;
        return this.setContainers(pod, wait.reason, wait.container, undefined);
      }
      case FactKind.ContainerStarted:
        if (this.waitingContainer.get(pod) === containerStartOf(detail).container) this.setContainers(pod, "", -1, undefined);
        return;
      case FactKind.ContainerExited: {
        const word = exitWord(factPayload<ContainerExit>(log, detail)!, undefined);
        if (word !== "completed") this.numbers.exit[pod] = this.strings.numberOf(word);
        return;
      }
      case FactKind.PodSucceeded:
      case FactKind.PodFailed:
        return this.setContainers(pod, "", -1, undefined);
    }
  }

  /** Writes the row of a pod as it is now. */
  write(pod: PodRecord): void {
    const { id } = pod;
    if (id >= this.present.length) this.grow(id + 1);
    const { numbers, amounts } = this;
    const source = this.sourceRow(pod.source);
    this.present[id] = pod.removed ? 0 : 1;
    this.phase[id] = POD_PHASES.indexOf(pod.phase);
    this.flags[id] =
      (pod.ready ? PodFlag.ready : 0) |
      (pod.deletionRequestedUs >= 0 ? PodFlag.deleting : 0) |
      (pod.nominatedNodeId >= 0 ? PodFlag.nominated : 0) |
      (source.gated ? PodFlag.gated : 0) |
      (this.backOffs.has(numbers.waiting[id]!) ? PodFlag.backOff : 0);
    // A number of a pod has one name for ever.
    if (numbers.name[id] === 0) numbers.name[id] = this.strings.numberOf(pod.key.slice(pod.key.indexOf("/") + 1));
    numbers.namespace[id] = source.namespace;
    numbers.workload[id] = source.workload;
    numbers.labels[id] = source.labels;
    numbers.nodeId[id] = pod.nodeId;
    numbers.restarts[id] = pod.restartCounts.reduce((sum, count) => sum + count, 0);
    if (pod.phase === "Failed" && pod.reason !== "") numbers.remark[id] = this.strings.numberOf(pod.reason);
    amounts.milliCpu[id] = source.milliCpu;
    amounts.memoryBytes[id] = source.memoryBytes;
    amounts.createdUs[id] = pod.createdUs;
    amounts.boundUs[id] = pod.boundUs;
    this.stale[id] = 1;
  }

  /** By pod, of those in the rows: of all its columns but for those that depend on other rows. It stays the table's own. */
  hashesOf(rows: Int32Array): Int32Array {
    const { stale, hashes } = this;
    for (let row = 0; row < rows.length; row++) {
      const id = rows[row]!;
      if (stale[id] === 0) continue;
      hashes[id] = this.hashOf(id);
      stale[id] = 0;
    }
    return hashes;
  }

  /** Only of pods that have changed since the last frame: a frame has far more of them. */
  private hashOf(id: number): number {
    let hash = mixed(mixed(mixed(HASH_START, id), this.phase[id]!), this.flags[id]!);
    for (const name of COLUMNS) {
      const value = this.numbers[name][id]!;
      hash = mixed(hash, TEXT_COLUMNS.has(name) ? this.strings.hash(value) : value);
    }
    for (const name of AMOUNTS) {
      WORDS.setFloat64(0, this.amounts[name][id]!);
      hash = mixed(mixed(hash, WORDS.getInt32(0)), WORDS.getInt32(4));
    }
    return hash;
  }

  /**
   * The rows of pods that are there.
   * @param nodeRows row of a node in the frame by its number, -1 where it is gone
   * @param slots by pod
   * @param room where the columns are put
   */
  columns(nodeRows: Int32Array, slots: Int32Array, room: Room): Omit<PodColumns, "held"> {
    const { length, present, numbers, amounts } = this;
    let count = 0;
    for (let id = 0; id < length; id++) count += present[id]!;
    const rows = room.int32(count);
    for (let id = 0, row = 0; id < length; id++) if (present[id] === 1) rows[row++] = id;
    const node = room.int32(count);
    const slot = room.int32(count);
    for (let row = 0; row < count; row++) {
      const id = rows[row]!;
      const nodeId = numbers.nodeId[id]!;
      node[row] = nodeId < 0 ? -1 : nodeRows[nodeId]! < 0 ? -2 : nodeRows[nodeId]!;
      slot[row] = nodeId < 0 || this.phase[id]! >= FINISHED ? -1 : slots[id]!;
    }
    return {
      count,
      id: rows,
      name: gather(numbers.name, rows, room.int32(count)),
      namespace: gather(numbers.namespace, rows, room.int32(count)),
      workload: gather(numbers.workload, rows, room.int32(count)),
      labels: gather(numbers.labels, rows, room.int32(count)),
      node,
      slot,
      phase: gather(this.phase, rows, room.uint8(count)),
      flags: gather(this.flags, rows, room.uint8(count)),
      restarts: gather(numbers.restarts, rows, room.int32(count)),
      remark: gather(numbers.remark, rows, room.int32(count)),
      waiting: gather(numbers.waiting, rows, room.int32(count)),
      exit: gather(numbers.exit, rows, room.int32(count)),
      milliCpu: gather(amounts.milliCpu, rows, room.float64(count)),
      memoryBytes: gather(amounts.memoryBytes, rows, room.float64(count)),
      createdUs: gather(amounts.createdUs, rows, room.float64(count)),
      boundUs: gather(amounts.boundUs, rows, room.float64(count)),
    };
  }

  /** @param exit undefined: it stays */
  private setContainers(pod: number, waiting: string, container: number, exit: string | undefined): void {
    if (pod >= this.present.length) this.grow(pod + 1);
    const reason = this.strings.numberOf(waiting);
    if (waiting.endsWith("BackOff")) this.backOffs.add(reason);
    this.numbers.waiting[pod] = reason;
    if (exit !== undefined) this.numbers.exit[pod] = this.strings.numberOf(exit);
    if (container < 0) this.waitingContainer.delete(pod);
    else this.waitingContainer.set(pod, container);
  }

  private sourceRow(source: PodSource): SourceRow {
    let row = this.sources.get(source);
    if (row === undefined) {
      const requests = podRequests({ metadata: { name: "" }, spec: source.spec });
      row = {
        namespace: this.strings.numberOf(source.metadata.namespace ?? "default"),
        workload: this.strings.numberOf(source.workload),
        labels: this.strings.numberOf(
          Object.entries(source.metadata.labels ?? {})
            .map((entry) => entry.join("="))
            .join(","),
        ),
        milliCpu: Number(requests.get("cpu")?.milliValue() ?? 0n),
        memoryBytes: Number(requests.get("memory")?.value() ?? 0n),
        gated: (source.spec.schedulingGates ?? []).length > 0,
      };
      this.sources.set(source, row);
    }
    return row;
  }

  private grow(needed: number): void {
    const size = Math.max(needed, this.present.length * 2);
    this.present = copied(new Uint8Array(size), this.present);
    this.phase = copied(new Uint8Array(size), this.phase);
    this.flags = copied(new Uint8Array(size), this.flags);
    this.hashes = copied(new Int32Array(size), this.hashes);
    this.stale = copied(new Uint8Array(size), this.stale);
    this.numbers = fromNames(COLUMNS, (name) => copied(new Int32Array(size), this.numbers[name]));
    this.amounts = fromNames(AMOUNTS, (name) => copied(new Float64Array(size), this.amounts[name]));
  }
}

/** Phases from here on are over. */
const FINISHED = POD_PHASES.indexOf("Succeeded");

/** FNV-1a over words. */
const HASH_START = 0x811c9dc5 | 0;
function mixed(hash: number, word: number): number {
  return Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 15);
}

const WORDS = new DataView(new ArrayBuffer(8));

function fromNames<N extends string, T>(names: readonly N[], make: (name: N) => T): Record<N, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<N, T>;
}

/** @param rows strictly ascending */
function gather<T extends Int32Array | Uint8Array | Float64Array>(column: T, rows: Int32Array, target: T): T {
  const { length } = rows;
  if (length > 0 && rows[length - 1]! === length - 1) target.set(column.subarray(0, length));
  else for (let row = 0; row < length; row++) target[row] = column[rows[row]!]!;
  return target;
}

function copied<T extends Int32Array | Uint8Array | Float64Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
