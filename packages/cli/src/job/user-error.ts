/** A message for the user instead of a stack trace, with the exit code that goes with it. Anything else that is thrown is a bug. */
import { ExitCode } from "./exit-code.ts";

export class UserError extends Error {
  override readonly name = "UserError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = ExitCode.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What `cause` says to a user; undefined: it is a bug. Errors of readers, scenarios, data sets and the file system are no bugs. */
export function asUserError(cause: unknown): UserError | undefined {
  if (cause instanceof UserError) return cause;
  if (!(cause instanceof Error)) return undefined;
  if (EXPECTED.has(cause.name)) return new UserError(cause.message);
  if (!isSystemError(cause)) return undefined;
  const reading = READ_CALLS.has(cause.syscall ?? "") && cause.code !== "EIO";
  return new UserError(systemMessage(cause), reading ? ExitCode.usage : ExitCode.io);
}

/** Classes of the packages' own errors, by name: they may come out of a worker, where classes are lost. */
const EXPECTED: ReadonlySet<string> = new Set([
  "TraceError",
  "ScenarioError",
  "ProfileError",
  "DatasetError",
  "QuantityError",
  "AdmissionError",
  "SelectorError",
]);
const READ_CALLS: ReadonlySet<string> = new Set(["open", "read", "stat", "scandir", "lstat"]);

export interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly path?: string;
}

export function isSystemError(cause: unknown): cause is SystemError {
  return (
    cause instanceof Error &&
    typeof (cause as { code?: unknown }).code === "string" &&
    /^E[A-Z0-9]+$/.test((cause as unknown as { code: string }).code)
  );
}

/** `pods.csv: this is a folder; accepted: a file`. */
export function systemMessage({ code, path, message }: SystemError, file = path): string {
  const where = file === undefined ? "" : `${file}: `;
  switch (code) {
    case "ENOENT":
      return `${where}there is no such file; accepted: the path of a file that exists`;
    case "EISDIR":
      return `${where}this is a folder; accepted: a file`;
    case "ENOTDIR":
      return `${where}a part of this path is a file, not a folder`;
    case "EACCES":
    case "EPERM":
      return `${where}the system refuses access (${code}); accepted: a path that this user may use`;
    case "ENOSPC":
    case "EDQUOT":
      return `${where}no space is left on the device`;
    case "EROFS":
      return `${where}the file system is read-only`;
    default:
      return where === "" ? message : `${where}${message}`;
  }
}
