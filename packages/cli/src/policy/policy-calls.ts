/**
 * What of a policy runs at the moment, in memory that two threads share: the one that runs the policy writes it, the other one looks
 * whether the same call goes on and on, and ends the thread if it does.
 */
const RUNNING = ["", "filter", "score"] as const;

export type Running = Exclude<(typeof RUNNING)[number], "">;

export class PolicyCalls {
  /** For the other thread. */
  readonly memory: SharedArrayBuffer;
  /** What runs, as its number in RUNNING; how many have begun. */
  private readonly cells: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.cells = new Int32Array(memory);
  }

  /** @param what begins; undefined: it is over */
  note(what: Running | undefined): void {
    if (what !== undefined) Atomics.add(this.cells, 1, 1);
    Atomics.store(this.cells, 0, RUNNING.indexOf(what ?? ""));
  }

  /** What runs, and a number that another call would not have; undefined: nothing. */
  get running(): { readonly what: Running; readonly number: number } | undefined {
    const what = RUNNING[Atomics.load(this.cells, 0)]!;
    return what === "" ? undefined : { what, number: Atomics.load(this.cells, 1) };
  }
}
