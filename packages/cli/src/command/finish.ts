/** How commands hand over their work. */
import type { ExitCode } from "../job/index.ts";
import type { Terminal } from "./terminal.ts";

/** Runs the body of a command and keeps its exit code. */
export type Finish = (body: (terminal: Terminal) => Promise<ExitCode>) => Promise<void>;
