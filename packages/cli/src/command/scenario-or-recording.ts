/** `<scenario>` of a command: a scenario file, or a recording, whose copied input is run again with its options. */
import { stat } from "node:fs/promises";
import { recordedJob, recordingIn } from "../recording/index.ts";
import type { Job } from "../job/index.ts";
import { ExitCode, ORRERY_VERSION, UserError } from "../job/index.ts";
import { jobOf } from "./run-options.ts";
import type { RunOptions } from "./run-options.ts";
import type { Terminal } from "./terminal.ts";

export interface TargetJob {
  readonly job: Job;
  /** What the history of a recording must have, when nothing is asked otherwise than it was; undefined: nothing is known. */
  readonly expected: { readonly digest: string; readonly orrery: string } | undefined;
}

/**
 * @param explain in place of the options' own
 * @throws UserError
 */
export async function jobOfTarget(
  target: string,
  options: RunOptions,
  profile: string | undefined,
  explain?: readonly string[],
): Promise<TargetJob> {
  const entry = await stat(target).catch(() => undefined);
  const asked = await jobOf({ kind: "scenario", file: target }, options, profile, explain);
  if (entry?.isDirectory() !== true) return { job: asked, expected: undefined };
  if (profile !== undefined)
    throw new UserError("--profile: a recording has its own scheduler; accepted with it: --seed, --until, --tie-break");
  const manifest = await recordingIn(target);
  const recorded = await recordedJob(target, manifest);
  const isSame =
    options.seed === undefined &&
    options.until === undefined &&
    options.tieBreak === undefined &&
    options.strict !== true &&
    options.policy === undefined &&
    options.whatIf.length === 0;
  return {
    job: {
      ...asked,
      ...recorded,
      ...(asked.policy === undefined ? {} : { policy: asked.policy }),
      changes: [...recorded.changes, ...asked.changes],
      seed: asked.seed ?? recorded.seed,
      untilUs: asked.untilUs ?? recorded.untilUs,
      tieBreak: asked.tieBreak ?? recorded.tieBreak,
      strict: asked.strict || recorded.strict,
      explain: asked.explain.length > 0 ? asked.explain : recorded.explain,
    },
    expected: isSame && !manifest.partial && manifest.digest !== "" ? manifest : undefined,
  };
}

/** Holds a run against the recording that it repeats. @returns `code`, or that the answer is no */
export function heldAgainst(expected: TargetJob["expected"], digest: string, code: ExitCode, terminal: Terminal): ExitCode {
  if (expected === undefined || code !== ExitCode.ok) return code;
  if (digest === expected.digest) {
    terminal.err(`${terminal.errInk.dim(`the history of the recording: digest ${digest}`)}\n`);
    return code;
  }
  const versions =
    expected.orrery === ORRERY_VERSION
      ? ""
      : `; Orrery ${expected.orrery || "of an unknown version"} made it, and this is ${ORRERY_VERSION}`;
  terminal.err(`${terminal.errInk.bad("error:")} the digest is ${digest}, and that of the recording ${expected.digest}${versions}\n`);
  return ExitCode.failed;
}
