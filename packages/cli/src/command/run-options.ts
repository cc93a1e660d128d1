/** Options that all commands with a simulation share, and what they mean for a job. */
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import { durationUs } from "@orrery/runner/scenario";
import { readWhatIfs } from "@orrery/runner/session";
import type { WhatIf } from "@orrery/runner/session";
import { readText } from "../input/index.ts";
import { UserError } from "../job/index.ts";
import type { Job, JobPolicy, TieBreakOption } from "../job/index.ts";
import { readPolicy } from "../policy/index.ts";

export interface RunOptions {
  readonly seed?: string;
  readonly until?: number;
  readonly tieBreak?: TieBreakOption;
  readonly evaluate: "full";
  readonly json?: true;
  readonly out?: string;
  readonly strict?: true;
  readonly explainPod?: readonly string[];
  readonly worker?: true;
  readonly slice?: number;
  readonly quiet?: true;
  readonly policy?: string;
  readonly whatIf: readonly string[];
}

export function addRunOptions(command: Command, { explainPod = true } = {}): Command {
  command
    .option("--seed <text>", "seed of all randomness (default: the scenario's own, else 1)")
    .option("--until <duration>", "stop after this much simulated time, such as 2h or 1d12h", readDuration)
    .addOption(
      new Option(
        "--tie-break <how>",
        "who wins among nodes of equal score: as kube-scheduler's heap does, the first, or a random one",
      ).choices(["heap", "first", "random"]),
    )
    .addOption(new Option("--evaluate <how>", "how nodes are evaluated").default("full").argParser(readEvaluate))
    .option("--json", "print the report as JSON and nothing else; docs/report-format.md")
    .option("--out <folder>", "write the recording as Parquet; docs/recording-format.md")
    .option("--strict", "refuse an input at its first bad row instead of counting it")
    .option("--worker", "run in a worker thread; the digest is the same")
    .option("--slice <events>", "events between two looks at signals; the digest is the same for any", readSlice)
    .option("--quiet", "no progress")
    .option("--policy <file>", "a scheduling policy of your own, TypeScript or JavaScript (docs/own-policies.md); - reads standard input")
    .option(
      "--what-if <json>",
      "do something otherwise, as the dashboard's links say it (docs/what-if.md); may be given several times",
      collect,
      [],
    );
  if (explainPod)
    command.option("--explain-pod <namespace/name>", "explain this pod after the report; may be given several times", collect, []);
  return command;
}

/** @throws UserError for a policy or a what-if that cannot be */
export async function jobOf(
  source: Job["source"],
  options: RunOptions,
  profile: string | undefined,
  explain: readonly string[] = options.explainPod ?? [],
): Promise<Job> {
  const policy = await policyOf(options.policy, source, options.worker === true);
  return {
    source,
    profile,
    ...(policy === undefined ? {} : { policy }),
    changes: options.whatIf.flatMap((text, i) => changesOf(text, options.whatIf.length === 1 ? "--what-if" : `--what-if ${i + 1}`)),
    seed: options.seed,
    untilUs: options.until,
    tieBreak: options.tieBreak,
    strict: options.strict === true,
    explain: explain.map(podKey),
    sliceEvents: options.slice,
    out: options.out,
    commandLine: process.argv.slice(2),
  };
}

async function policyOf(file: string | undefined, source: Job["source"], threaded: boolean): Promise<JobPolicy | undefined> {
  const fromInput = source.kind === "traces" ? [...source.nodes, ...source.pods] : source.kind === "scenario" ? [source.file] : [];
  if (fromInput.includes("-") && (threaded || file !== undefined))
    throw new UserError(
      `${file === undefined ? "--worker" : "--policy"} runs in a thread of its own, which has no standard input; accepted: the input as a file`,
    );
  if (file === undefined) return undefined;
  if (file === "-" && source.kind === "snapshot" && source.files.includes("-"))
    throw new UserError("--policy - and --snapshot - both want standard input; accepted: a file for one of the two");
  return readPolicy(file, await readText(file));
}

function changesOf(text: string, option: string): readonly WhatIf[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new UserError(`${option}: no JSON: ${cause.message}; accepted: such as '{"atUs":0,"do":"cordon","nodes":{"pool":"a"}}'`);
  }
  const read = readWhatIfs(value);
  if ("problems" in read) throw new UserError(read.problems.map((problem) => `${option}: ${problem}`).join("\n"));
  return read.changes;
}

/** A pod without a namespace is one of "default", as with kubectl. */
export function podKey(text: string): string {
  return text.includes("/") ? text : `default/${text}`;
}

export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function readDuration(text: string): number {
  const us = durationUs(text);
  if (us === undefined) throw new InvalidArgumentError('Accepted: a duration such as "90s", "2h", "1h30m", "250ms", "1d".');
  return us;
}

function readEvaluate(text: string): "full" {
  if (text !== "full")
    throw new InvalidArgumentError("Accepted: full (every node is evaluated for every attempt); there is no other way yet.");
  return text;
}

function readSlice(text: string): number {
  const events = Number(text);
  if (!/^\d+$/.test(text) || events < 1 || events > 1e9)
    throw new InvalidArgumentError("Accepted: a whole number of events from 1 to 1000000000.");
  return events;
}
