/** Where a command speaks: results to stdout, everything else to stderr; a reader that goes away is no error. */
import { ink, type Ink, wantsColour } from "../print/index.ts";

export interface Terminal {
  /** Results. */
  readonly out: (text: string) => void;
  /** Messages and progress. */
  readonly err: (text: string) => void;
  readonly outInk: Ink;
  readonly errInk: Ink;
  /** Progress may be redrawn: a person looks at stderr, and this is no CI. */
  readonly live: boolean;
}

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  // `orrery ... | head` closes the pipe early; what is left to say is nobody's loss.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outInk: ink(wantsColour(stdout.isTTY, env)),
    errInk: ink(wantsColour(stderr.isTTY, env)),
    live: stderr.isTTY && (env["CI"] ?? "") === "" && env["TERM"] !== "dumb",
  };
}
