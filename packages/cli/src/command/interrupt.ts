/** Ctrl-C and SIGTERM: the first asks for an end with what there is, the second ends at once. */
import { ExitCode } from "../job/index.ts";
import type { Terminal } from "./terminal.ts";

export class Interrupt {
  requested = false;
  private readonly terminal: Terminal;
  private readonly onSignal = () => this.hear();

  constructor(terminal: Terminal) {
    this.terminal = terminal;
    process.on("SIGINT", this.onSignal);
    process.on("SIGTERM", this.onSignal);
  }

  release(): void {
    process.off("SIGINT", this.onSignal);
    process.off("SIGTERM", this.onSignal);
  }

  private hear(): void {
    if (this.requested) process.exit(ExitCode.interrupted);
    this.requested = true;
    this.terminal.err(`\n${this.terminal.errInk.warn("interrupted: ending with what there is; once more to quit at once")}\n`);
  }
}
