/** Runs a job for a command: progress and Ctrl-C while it runs, then report and explanations. */
import { explanationText, reportText } from "../print/index.ts";
import { executeJob, runInWorker } from "../run/index.ts";
import { ExitCode } from "../job/index.ts";
import type { Job, RunOutcome } from "../job/index.ts";
import { Interrupt } from "./interrupt.ts";
import { ProgressLine } from "./progress-line.ts";
import type { RunOptions } from "./run-options.ts";
import type { Terminal } from "./terminal.ts";

export async function outcomeOf(job: Job, options: RunOptions, terminal: Terminal): Promise<RunOutcome> {
  const interrupt = new Interrupt(terminal);
  const line = new ProgressLine(terminal, options.quiet === true);
  const hooks = { onProgress: line.update.bind(line), interrupted: () => interrupt.requested };
  try {
    // A call of a policy that never ends can only be ended from another thread.
    return await (options.worker === true || job.policy !== undefined ? runInWorker(job, hooks) : executeJob(job, hooks));
  } finally {
    line.clear();
    interrupt.release();
  }
}

export async function runAndReport(
  job: Job,
  options: RunOptions,
  terminal: Terminal,
): Promise<{ readonly code: ExitCode; readonly digest: string }> {
  const outcome = await outcomeOf(job, options, terminal);
  const { report, explanations, written } = outcome;
  if (options.json === true) {
    const explained = explanations.flatMap(({ explanation }) => (explanation === undefined ? [] : [explanation]));
    terminal.out(`${JSON.stringify(job.explain.length === 0 ? report : { ...report, explanations: explained })}\n`);
  } else {
    terminal.out(reportText(report, { ink: terminal.outInk }));
    for (const { explanation } of explanations)
      if (explanation !== undefined) terminal.out(`\n${explanationText(explanation, terminal.outInk)}`);
  }
  if (written.length > 0 && options.quiet !== true) terminal.err(`${terminal.errInk.dim(`recording: ${written.join(", ")}`)}\n`);
  const missing = complainOfMissing(outcome, terminal);
  return { code: complainOfRecording(outcome, terminal) ?? (missing ? ExitCode.failed : ExitCode.ok), digest: report.digest };
}

/** @returns the exit code that the recording, or an interruption, makes; undefined: neither has anything to say */
export function complainOfRecording({ notWritten, noInput, report }: RunOutcome, terminal: Terminal): ExitCode | undefined {
  if (noInput !== "") terminal.err(`${terminal.errInk.bad("warning:")} the recording holds no copy of its input: ${noInput}\n`);
  if (notWritten !== undefined) {
    terminal.err(`${terminal.errInk.bad("error:")} ${notWritten.message}\n`);
    return notWritten.exitCode;
  }
  return report.partial ? ExitCode.interrupted : undefined;
}

/** @returns whether a pod was asked for that never was */
export function complainOfMissing({ explanations }: RunOutcome, terminal: Terminal): boolean {
  const missing = explanations.filter(({ explanation }) => explanation === undefined);
  for (const { pod, similar } of missing) {
    const accepted = similar.length === 0 ? "this run has no pods" : `accepted: a pod of this run, such as ${similar.join(", ")}`;
    terminal.err(`${terminal.errInk.bad("error:")} no pod ${pod} was created; ${accepted}\n`);
  }
  return missing.length > 0;
}
