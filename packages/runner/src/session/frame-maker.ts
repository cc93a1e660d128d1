/** Makes frames of any moment, at the cost of what changed since the frame before and of copying the rows. */
import type { UsageLog } from "@orrery/sim-core/kubelet";
import type { AttemptLog } from "@orrery/scheduler/component";
import type { HeldLog, SimulationInput } from "../simulation/index.ts";
import { frameDigest } from "./frame-digest.ts";
import type { Frame } from "./frame.ts";
import { FrameRoom } from "./frame-room.ts";
import { heldPods } from "./held-pods.ts";
import { HistoryCursor } from "./history-cursor.ts";
import { Subject } from "./history-index.ts";
import type { HistoryIndex } from "./history-index.ts";
import type { Moment } from "./moment.ts";
import { hardwareByName, NodeTable, requestedColumns } from "./node-table.ts";
import { NodeUsage } from "./node-usage.ts";
import { PodTable } from "./pod-table.ts";
import { remarkOf } from "./remark.ts";
import { StringTable } from "./string-table.ts";

export class FrameMaker {
  readonly strings: StringTable = new StringTable();
  private readonly index: HistoryIndex;
  private readonly attempts: AttemptLog;
  private readonly cursor: HistoryCursor;
  private readonly pods = new PodTable(this.strings);
  /** By node: number of the text. */
  private readonly nodeRemarks = new Map<number, number>();
  private readonly nodes: NodeTable;
  private readonly usage: NodeUsage;
  /** Bytes that the last frame took. */
  private bytes = 0;
  private readonly held: HeldLog;

  constructor(
    index: HistoryIndex,
    attempts: AttemptLog,
    usage: { readonly usageLog: UsageLog; readonly heldLog: HeldLog },
    input: SimulationInput,
  ) {
    this.index = index;
    this.attempts = attempts;
    this.cursor = new HistoryCursor(index);
    this.usage = new NodeUsage(usage.usageLog);
    this.held = usage.heldLog;
    this.nodes = new NodeTable(hardwareByName(input), this.strings);
  }

  /** The state at the moment of the last frame. The caller must not change it. */
  get state(): HistoryCursor["state"] {
    return this.cursor.state;
  }

  moveTo({ facts }: Moment): void {
    const { cursor, pods } = this;
    cursor.moveTo(
      facts,
      (fact) => this.remark(fact),
      (kind, number) => {
        if (kind === Subject.pod && number < cursor.state.pods.length) pods.write(cursor.state.pods[number]!);
      },
    );
    pods.length = cursor.state.pods.length;
  }

  /**
   * @param stringsFrom how many texts the reader knows
   * @param spare the buffer of an earlier frame that nobody reads any more, to be written over
   */
  frame(moment: Moment, stringsFrom: number, spare?: ArrayBuffer): Frame {
    this.moveTo(moment);
    // A little more than last time: scrubbing meets more pods now and then.
    const room = new FrameRoom(spare, Math.ceil(this.bytes * 1.05));
    const { strings } = this;
    const all = this.cursor.state.nodes;
    const nodeRows = new Int32Array(all.length).fill(-1);
    const there = all.filter(({ removed }) => !removed);
    for (const [row, { id }] of there.entries()) nodeRows[id] = row;
    const rows = this.pods.columns(nodeRows, this.index.slots, room);
    const pods = { ...rows, held: heldPods(this.held, moment.timeUs, rows) };
    const usage = this.usage.columns(
      Int32Array.from(there, ({ id }) => id),
      moment.timeUs,
      room,
    );
    const nodes = { ...this.nodes.columns(there, this.nodeRemarks, usage, room), ...requestedColumns(there.length, pods, room) };
    this.bytes = room.used;
    const digest = frameDigest({ timeUs: moment.timeUs, nodes, pods }, this.pods.hashesOf(pods.id), strings);
    return { ...moment, digest, stringsFrom, strings: strings.since(stringsFrom), nodes, pods };
  }

  private remark(fact: number): void {
    const { log } = this.index;
    const kind = this.index.subjectKind(fact);
    const number = this.index.subjectNumber(fact);
    if (kind === Subject.pod) this.pods.followContainers(number, log, fact);
    const text = remarkOf(log, this.attempts, fact);
    if (text === undefined) return;
    if (kind === Subject.pod) this.pods.setRemark(number, text);
    else if (kind === Subject.node) this.nodeRemarks.set(number, this.strings.numberOf(text));
  }
}
