/** Runs one child process as a step: inherited or captured output, Ctrl-C passed on, the exit code returned and never thrown away. */
import { spawn } from "node:child_process";

/**
 * Runs a command to its end. With `capture` nothing is shown unless the command fails; then all it said goes to stderr.
 * An interrupt reaches the child through the process group; this process only waits, so that the child can end cleanly.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, stdout?: "inherit" | "stderr" | "capture", shell?: boolean }} options
 * @returns {Promise<number>} exit code; 128 + signal number when a signal ended the command, 127 when it could not start
 */
export async function runStep(command, args, { cwd, env = process.env, stdout = "inherit", shell = false }) {
  const out = stdout === "capture" ? "pipe" : stdout === "stderr" ? process.stderr : "inherit";
  const stdin = stdout === "inherit" ? "inherit" : "ignore";
  const child = spawn(command, args, { cwd, env, shell, stdio: [stdin, out, stdout === "capture" ? "pipe" : "inherit"] });
  const said = [];
  child.stdout?.on("data", (chunk) => said.push(chunk));
  child.stderr?.on("data", (chunk) => said.push(chunk));
  const wait = () => {};
  const passOn = () => child.kill("SIGTERM");
  process.on("SIGINT", wait);
  process.on("SIGTERM", passOn);
  const code = await new Promise((resolve) => {
    child.on("error", (error) => {
      said.push(Buffer.from(`${command}: ${error.message}\n`));
      if (stdout !== "capture") process.stderr.write(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.on("close", (exitCode, signal) => resolve(exitCode ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0)));
  });
  process.off("SIGINT", wait);
  process.off("SIGTERM", passOn);
  if (code !== 0 && stdout === "capture") process.stderr.write(Buffer.concat(said));
  return code;
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };
