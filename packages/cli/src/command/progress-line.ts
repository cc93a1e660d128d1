/** One line on a terminal that says how far a run is, how fast it goes and how long it will take; nothing elsewhere. */
import type { Progress } from "@orrery/runner/simulation";
import { count, durationText } from "../print/index.ts";
import type { Terminal } from "./terminal.ts";

/** Redrawn at most so often. */
const REDRAW_MS = 100;
/** A run that is done at once needs no progress. */
const QUIET_MS = 300;

export class ProgressLine {
  private readonly terminal: Terminal;
  private readonly shown: boolean;
  private readonly beganMs = performance.now();
  private drawnMs = 0;
  private drawn = false;

  constructor(terminal: Terminal, quiet: boolean) {
    this.terminal = terminal;
    this.shown = terminal.live && !quiet;
  }

  update(progress: Progress, horizonUs: number): void {
    const nowMs = performance.now();
    if (!this.due(nowMs)) return;
    const seconds = (nowMs - this.beganMs) / 1000;
    const { nowUs, events, arrived, arrivals } = progress;
    const byTime = horizonUs < Infinity && horizonUs > 0 ? nowUs / horizonUs : 0;
    const share = Math.min(1, Math.max(byTime, horizonUs < Infinity || arrivals === 0 ? 0 : arrived / arrivals));
    const eta = share > 0.02 && share < 1 ? ` · ${durationText(Math.round((seconds * (1 - share)) / share) * 1e6)} left` : "";
    const rate = `${count(events / seconds)} events/s`;
    this.draw(
      `${bar(share)} ${String(Math.floor(share * 100)).padStart(3)} % · ${durationText(nowUs)} · ${count(arrived)}/${count(arrivals)} pods · ${rate}${eta}`,
    );
  }

  /** Progress of something that is counted. */
  step(done: number, of: number, what: string): void {
    if (!this.due(performance.now())) return;
    const seconds = (performance.now() - this.beganMs) / 1000;
    const eta = done > 0 && done < of ? ` · ${durationText(Math.round((seconds * (of - done)) / done) * 1e6)} left` : "";
    this.draw(`${bar(done / of)} ${done}/${of} ${what}${eta}`);
  }

  clear(): void {
    if (this.drawn) this.terminal.err("\r\u001b[2K");
    this.drawn = false;
  }

  private due(nowMs: number): boolean {
    return this.shown && nowMs - this.beganMs >= QUIET_MS && nowMs - this.drawnMs >= REDRAW_MS;
  }

  private draw(text: string): void {
    this.drawnMs = performance.now();
    this.drawn = true;
    this.terminal.err(`\r\u001b[2K${this.terminal.errInk.dim(text.slice(0, 79))}`);
  }
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * 12);
  return `${"━".repeat(full)}${"─".repeat(12 - full)}`;
}
