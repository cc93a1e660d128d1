/** Time as a control: where the clock stands, how fast it goes, and steps to moments that their time alone does not name. */
import type { Moment, StepUnit } from "@orrery/runner/session";
import type { Store, ViewState } from "../state/index.ts";
import { clockText } from "../words/index.ts";
import type { Wanted } from "../worker/index.ts";
import type { Run, RunState } from "./run.ts";
import { SPEEDS } from "./speeds.ts";

export class Playhead {
  private readonly view: Store<ViewState>;
  private readonly runs: Store<{ readonly main: Run | undefined; readonly other: Run | undefined }>;
  private readonly notify: (notice: string) => void;
  /** Set where a step went to a moment that its time alone does not name. */
  private moment: Moment | undefined;
  private stepping: Promise<void> = Promise.resolve();
  /** Another one whenever the clock is moved otherwise than by steps. */
  private course = 0;

  /** The speed that was chosen for the run. */
  private settled = 0;

  constructor(view: Playhead["view"], runs: Playhead["runs"], notify: (notice: string) => void) {
    this.view = view;
    this.runs = runs;
    this.notify = notify;
  }

  /** The runs that are shown from now on stand where the clock does. */
  follow(main: Run): void {
    main.state.subscribe((state, before) => {
      if (state.opened !== undefined && before.opened === undefined) this.settle(state.opened.horizonUs ?? 3600e6);
      // A run may be over long before its horizon.
      if (state.phase === "finished" && before.phase !== "finished") this.settle(this.endUs);
      this.keepWithin(state, before);
    });
    this.show();
  }

  /** Forgets how many facts have happened: of another history that many are another moment, or none yet. Steps that wait are given up. */
  leave(): void {
    this.moment = undefined;
    this.course += 1;
    this.stepping = Promise.resolve();
  }

  /** Simulated so far. */
  get reachUs(): number {
    return this.run?.state.value.status?.nowUs ?? 0;
  }

  /** Where the run ends as far as that is known: what never happened has no place on a scale. */
  get endUs(): number {
    const { phase, opened } = this.run?.state.value ?? {};
    return Math.max(1e6, phase === "finished" ? this.reachUs : (opened?.horizonUs ?? this.reachUs));
  }

  togglePlay(): void {
    const { playing, timeUs } = this.view.value;
    const isOver = this.run?.state.value.phase === "finished" && timeUs >= this.reachUs;
    this.leave();
    this.view.update({ playing: !playing, ...(isOver && !playing ? { timeUs: 0 } : {}) });
    this.show();
  }

  /** @param timeUs put between the beginning and what is simulated */
  seek(timeUs: number): void {
    this.leave();
    this.view.update({ timeUs: Math.round(Math.max(0, Math.min(timeUs, this.reachUs))), playing: false });
    this.show();
  }

  /** Lets the clock go on by what has passed on the wall. */
  tick(elapsedMs: number): void {
    const { playing, timeUs, speed } = this.view.value;
    if (!playing || this.run === undefined || speed === 0) return;
    const next = Math.min(timeUs + elapsedMs * 1000 * speed, this.reachUs);
    if (next > timeUs) {
      this.leave();
      this.view.update({ timeUs: next });
      this.show();
    } else if (this.run.state.value.phase === "finished") this.view.update({ playing: false });
  }

  nudge(direction: 1 | -1): void {
    this.seek(this.view.value.timeUs + direction * this.view.value.speed * 1e6);
  }

  changeSpeed(direction: 1 | -1): void {
    const { speed } = this.view.value;
    const above = SPEEDS.findIndex((each) => each >= speed);
    const index = Math.max(0, Math.min(SPEEDS.length - 1, (above < 0 ? SPEEDS.length - 1 : above) + direction));
    this.view.update({ speed: SPEEDS[index]! });
  }

  /**
   * Steps follow one another, however fast they are asked for: each begins where the one before has led. Whoever goes elsewhere meanwhile
   * stays there.
   */
  step(unit: StepUnit, direction: 1 | -1): Promise<void> {
    this.view.update({ playing: false });
    const { course } = this;
    this.stepping = this.stepping.then(() => (course === this.course ? this.takeStep(unit, direction) : undefined));
    return this.stepping;
  }

  private async takeStep(unit: StepUnit, direction: 1 | -1): Promise<void> {
    const { run, course } = this;
    if (run === undefined) return;
    const moment = await run.step(this.wanted, unit, direction);
    if (course !== this.course) return;
    if (moment === undefined) {
      this.notify(`There is no ${direction > 0 ? "later" : "earlier"} ${unit} in what has been simulated.`);
      return;
    }
    this.moment = moment;
    this.view.update({ timeUs: moment.timeUs });
    this.show();
  }

  private get run(): Run | undefined {
    return this.runs.value.main;
  }

  private get wanted(): Wanted {
    return this.moment ?? { timeUs: this.view.value.timeUs };
  }

  private show(): void {
    const { main, other } = this.runs.value;
    main?.show(this.wanted);
    other?.show({ timeUs: this.wanted.timeUs });
  }

  /** A speed that shows so much in about a minute, as long as nobody has chosen one. */
  private settle(lengthUs: number): void {
    const { speed } = this.view.value;
    if (speed !== 0 && speed !== this.settled) return;
    this.settled = SPEEDS.find((each) => each >= lengthUs / 60e6) ?? SPEEDS.at(-1)!;
    this.view.update({ speed: this.settled });
  }

  /** The clock stands at the end of the run at most, wherever a link has put it; a moment that is still to be simulated is kept. */
  private keepWithin({ phase, status, opened }: RunState, before: RunState): void {
    const endUs = phase === "finished" ? status?.nowUs : (opened?.horizonUs ?? undefined);
    const { timeUs } = this.view.value;
    if (endUs === undefined || timeUs <= endUs) return;
    this.view.update({ timeUs: endUs });
    this.show();
    // Who plays or has gone to its end was there while it was simulated.
    if (timeUs > (before.status?.nowUs ?? 0)) this.notify(`The run ends at ${clockText(endUs)}: there is no ${clockText(timeUs)}.`);
  }
}
