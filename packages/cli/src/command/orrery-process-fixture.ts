/** Runs the command as a user does, in a process of its own. For tests only. */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const CHECKOUT = fileURLToPath(new URL("../../../..", import.meta.url));
const LAUNCHER = path.join(CHECKOUT, "packages", "cli", "bin", "orrery.js");

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface OrreryOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Called when it runs; for signals. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

export function orrery(args: readonly string[], { cwd = CHECKOUT, input, env, onStart }: OrreryOptions = {}): Promise<Finished> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said.err += chunk.toString()));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  onStart?.((signal) => void child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said }));
  });
}

/** A folder of its own for a test. */
export function emptyFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "orrery-"));
}
