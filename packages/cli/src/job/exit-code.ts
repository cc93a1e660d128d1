/** What the exit code of `orrery` says. Documented in docs/cli.md. */
export const ExitCode = {
  ok: 0,
  /** The command did its work and the answer is no: a difference to what is published, an error in a checked file, no such pod. */
  failed: 1,
  /** The command line or an input makes no sense. */
  usage: 2,
  /** A bug in Orrery: never the user's fault. */
  internal: 70,
  /** A file could not be written or fetched: disk full, no permission, no network. */
  io: 74,
  /** Interrupted; what was computed so far has been reported. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
