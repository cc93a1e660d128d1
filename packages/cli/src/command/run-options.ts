/** Options that all commands with a simulation share, and what they mean for a job. */
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import { durationUs } from "@orrery/runner/scenario";
import type { Job, TieBreakOption } from "../job/index.ts";

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
    .option("--quiet", "no progress");
  if (explainPod)
    command.option("--explain-pod <namespace/name>", "explain this pod after the report; may be given several times", collect, []);
  return command;
}

export function jobOf(
  source: Job["source"],
  options: RunOptions,
  profile: string | undefined,
  explain: readonly string[] = options.explainPod ?? [],
): Job {
  return {
    source,
    profile,
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
