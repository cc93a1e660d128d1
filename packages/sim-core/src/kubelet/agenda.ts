/**
 * What the kubelets do at one instant, in an order that depends on nodes and pods alone: never on which timer was armed first, nor on ticks
 * that turn out to have nothing to do. So a run that simulates every tick and one that computes when something happens have one history.
 */
import { NO_EVENT, Phase } from "../engine/index.ts";
import type { Engine, EventHandle, EventKind } from "../engine/index.ts";

/** Kinds of turns, in the order in which those of one node come at one instant. */
export const Turn = {
  /** A machine, a kubelet or a runtime comes back or goes. */
  node: 0,
  /** Memory and disk: limits that are crossed, curves that bend; CPU: work that is done, demand that changes. */
  resources: 1,
  /** Lifecycle and probes of one pod. */
  pod: 2,
  /** The eviction manager looks at its signals. */
  eviction: 3,
  /** The node's status is written. */
  status: 4,
  /** Image garbage collection. */
  images: 5,
  /** After all that: rates and predictions are worked out anew. */
  settle: 6,
  /** A renewal of the lease, where every tick is simulated: the last thing, so that whatever silences the node keeps it from coming. */
  lease: 7,
} as const;

export type Turn = (typeof Turn)[keyof typeof Turn];

const TURNS = 8;
/** Ids are int32, as slots of the engine are. */
const ID_SPAN = 2 ** 31;
const TURN_NAMES = Object.keys(Turn);

export interface AgendaTurns {
  /** Does what is due. It may be asked in vain. */
  readonly run: (turn: Turn, id: number) => void;
  /** The node that a turn belongs to; for turns of pods, the pod's node. */
  readonly nodeOf: (turn: Turn, id: number) => number;
}

export class Agenda {
  private readonly engine: Engine;
  private readonly turns: AgendaTurns;
  private readonly kinds: readonly EventKind[];
  private readonly stepKind: EventKind;
  /** Due now: a binary heap of order keys, with the turn and id of each. */
  private readonly due: number[] = [];
  private readonly what: number[] = [];
  private armed = false;
  private running = false;

  constructor(engine: Engine, turns: AgendaTurns) {
    this.engine = engine;
    this.turns = turns;
    this.kinds = Object.values(Turn).map((turn) =>
      engine.registerKind(`kubelet ${TURN_NAMES[turn]}`, Phase.kubelet, (id) => this.add(turn, id), { recorded: false }),
    );
    this.stepKind = engine.registerKind("kubelet step", Phase.kubelet, () => this.step(), { recorded: false });
  }

  /** Schedules a turn; the handle cancels it. A time that is over counts as now, in its place of the order, and cannot be cancelled. */
  at(turn: Turn, id: number, atUs: number): EventHandle {
    if (atUs > this.engine.nowUs) return this.engine.schedule(this.kinds[turn]!, id, Math.ceil(atUs));
    this.add(turn, id);
    return NO_EVENT;
  }

  cancel(handle: EventHandle): void {
    this.engine.cancel(handle);
  }

  /** A turn at this very instant, in its place of the order. */
  add(turn: Turn, id: number): void {
    this.push((this.turns.nodeOf(turn, id) * TURNS + turn) * ID_SPAN + id, turn * ID_SPAN + id);
    if (this.armed || this.running) return;
    this.armed = true;
    this.engine.emit(this.stepKind, 0, this.engine.nowUs);
  }

  private step(): void {
    this.armed = false;
    this.running = true;
    while (this.due.length > 0) {
      const what = this.pop();
      const turn = Math.floor(what / ID_SPAN);
      this.turns.run(turn as Turn, what - turn * ID_SPAN);
    }
    this.running = false;
  }

  private push(key: number, what: number): void {
    const { due } = this;
    let at = due.length;
    due.push(key);
    this.what.push(what);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (due[parent]! <= key) break;
      due[at] = due[parent]!;
      this.what[at] = this.what[parent]!;
      at = parent;
    }
    due[at] = key;
    this.what[at] = what;
  }

  /** Takes the first, and with it all others of the same key: a turn at one instant is one turn. */
  private pop(): number {
    const { due } = this;
    const key = due[0]!;
    const what = this.what[0]!;
    while (due.length > 0 && due[0] === key) this.dropFirst();
    return what;
  }

  private dropFirst(): void {
    const { due, what } = this;
    const key = due.pop()!;
    const last = what.pop()!;
    const size = due.length;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && due[child + 1]! < due[child]!) child += 1;
      if (due[child]! >= key) break;
      due[at] = due[child]!;
      what[at] = what[child]!;
      at = child;
    }
    due[at] = key;
    what[at] = last;
  }
}
