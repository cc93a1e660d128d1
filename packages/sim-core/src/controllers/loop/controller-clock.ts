/**
 * The clock of the loops that look at the cluster every so often: it wakes them at the moments of their grids, in a fixed order at one
 * instant, and with `elide` only at those at which they would find something. Which loop was armed first never matters, so the history is
 * the same either way.
 */
import { Phase } from "../../engine/index.ts";
import type { Engine, EventHandle, EventKind } from "../../engine/index.ts";

/** Something that happens at moments of its own. */
export interface TimedLoop {
  /** Its moments are `phaseUs` + n x `periodUs`; undefined: it has no grid, only what `nextUs` says. */
  readonly grid: Grid | undefined;
  /** The next moment at which there is something to do, as things stand; undefined: none. On the grid where there is one. */
  nextUs(): number | undefined;
  run(nowUs: number): void;
}

export interface Grid {
  readonly periodUs: number;
  readonly phaseUs: number;
}

export class ControllerClock {
  private readonly engine: Engine;
  private readonly elide: boolean;
  private readonly kind: EventKind;
  private readonly loops: TimedLoop[] = [];
  private armed: { readonly handle: EventHandle; readonly atUs: number } | undefined;

  /** @param elide false: every moment of every grid is an event, also where nothing is to be done. */
  constructor(engine: Engine, elide: boolean) {
    this.engine = engine;
    this.elide = elide;
    this.kind = engine.registerKind("controller clock", Phase.controller, () => this.tick(), { recorded: false });
  }

  /** Loops of one instant run in the order in which they were added. */
  add(loop: TimedLoop): void {
    this.loops.push(loop);
    this.arm();
  }

  /** What a loop has to do, or when, has changed. */
  arm(): void {
    const { nowUs } = this.engine;
    let nextUs = Infinity;
    for (const loop of this.loops) nextUs = Math.min(nextUs, this.momentOf(loop) ?? Infinity);
    nextUs = Math.max(nextUs, nowUs);
    if (this.armed?.atUs === nextUs) return;
    if (this.armed !== undefined) this.engine.cancel(this.armed.handle);
    this.armed = nextUs === Infinity ? undefined : { handle: this.engine.schedule(this.kind, 0, nextUs), atUs: nextUs };
  }

  private momentOf(loop: TimedLoop): number | undefined {
    if (this.elide || loop.grid === undefined) return loop.nextUs();
    return gridMomentAfter(this.engine.nowUs, loop.grid);
  }

  private tick(): void {
    this.armed = undefined;
    const { nowUs } = this.engine;
    for (const loop of this.loops) {
      const isTicked = !this.elide && loop.grid !== undefined && isOnGrid(nowUs, loop.grid);
      if (isTicked || (loop.nextUs() ?? Infinity) <= nowUs) loop.run(nowUs);
    }
    this.arm();
  }
}

/** The first moment of the grid after `timeUs`, which may be before the grid begins. */
export function gridMomentAfter(timeUs: number, { periodUs, phaseUs }: Grid): number {
  return timeUs < phaseUs ? phaseUs : phaseUs + (Math.floor((timeUs - phaseUs) / periodUs) + 1) * periodUs;
}

/** The first moment of the grid at or after `timeUs`. */
export function gridMomentFrom(timeUs: number, grid: Grid): number {
  return isOnGrid(timeUs, grid) ? timeUs : gridMomentAfter(timeUs, grid);
}

function isOnGrid(timeUs: number, { periodUs, phaseUs }: Grid): boolean {
  return timeUs >= phaseUs && (timeUs - phaseUs) % periodUs === 0;
}
