/** Options that name the input of a replay: node and pod files, or a snapshot. */
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import type { TraceArrivals } from "@orrery/runner/scenario";
import { GPU_POLICIES } from "@orrery/scheduler/policies";
import { readBytes } from "../input/index.ts";
import type { JobSource } from "../job/index.ts";
import { UserError } from "../job/index.ts";
import { collect } from "./run-options.ts";

export interface InputOptions {
  readonly nodes: readonly string[];
  readonly pods: readonly string[];
  readonly snapshot: readonly string[];
  readonly reschedule?: true;
  readonly profile?: string;
  readonly arrivals: "timed" | "inflation";
  readonly timeScale?: number;
  readonly inflationResource?: "cpu" | "memory" | "gpu";
  readonly inflationTarget?: number;
  readonly poolLabel?: string;
}

export function addInputOptions(command: Command): Command {
  return command
    .option("--nodes <file>", "nodes of a trace; may be given several times", collect, [])
    .option("--pods <file>", "pods of a trace; may be given several times", collect, [])
    .option(
      "--snapshot <file>",
      'what "kubectl get nodes,pods -A -o json|yaml" printed, or manifests; may be given several times; - reads standard input',
      collect,
      [],
    )
    .option("--reschedule", "with --snapshot: place all pods anew, not the pending ones only")
    .option("--profile <file>", `a KubeSchedulerConfiguration, or a GPU policy: ${GPU_POLICIES.join(", ")}`)
    .addOption(
      new Option(
        "--arrivals <how>",
        "when pods come: at the trace's times, or in shuffled order and cloned up to a share of the capacity, to stay",
      )
        .choices(["timed", "inflation"])
        .default("timed"),
    )
    .option("--time-scale <factor>", "timed: stretch times and durations, 0.5 is twice as fast", readPositive)
    .addOption(
      new Option("--inflation-resource <name>", "inflation: the resource whose demand grows (default: gpu)").choices([
        "cpu",
        "memory",
        "gpu",
      ]),
    )
    .option("--inflation-target <share>", "inflation: demand over capacity to reach, 1.3 is 130 % (default: 1.3)", readPositive)
    .option("--pool-label <key>", "node label whose values are the pools of the report");
}

/** @throws UserError when the options do not name one input */
export async function sourceOf(options: InputOptions): Promise<JobSource> {
  const { nodes, pods, snapshot, reschedule, poolLabel } = options;
  if (snapshot.length > 0) {
    if (nodes.length + pods.length > 0) throw new UserError("--snapshot has nodes and pods; accepted: either it, or --nodes and --pods");
    if (options.arrivals !== "timed")
      throw new UserError("--arrivals inflation is for traces; accepted with --snapshot: nothing, or --reschedule");
    return {
      kind: "snapshot",
      files: snapshot,
      bytes: snapshot.includes("-") ? await readBytes("-") : undefined,
      reschedule: reschedule === true,
      poolLabel,
    };
  }
  if (reschedule === true) throw new UserError("--reschedule needs --snapshot: the pods of a trace are all placed by Orrery anyway");
  if (nodes.length === 0 || pods.length === 0) {
    const missing =
      nodes.length + pods.length === 0 ? "there is nothing to replay" : nodes.length === 0 ? "--nodes is missing" : "--pods is missing";
    throw new UserError(`${missing}; accepted: --nodes FILE --pods FILE, or --snapshot FILE`);
  }
  return { kind: "traces", nodes, pods, arrivals: arrivalsOf(options), poolLabel };
}

function arrivalsOf({ arrivals, timeScale, inflationResource, inflationTarget }: InputOptions): TraceArrivals {
  if (arrivals === "timed") {
    if (inflationResource !== undefined || inflationTarget !== undefined)
      throw new UserError("--inflation-resource and --inflation-target need --arrivals inflation");
    return { kind: "timed", timeScale: timeScale ?? 1 };
  }
  if (timeScale !== undefined) throw new UserError("--time-scale is for --arrivals timed; an inflation has no times");
  return { kind: "inflation", resource: inflationResource ?? "gpu", target: inflationTarget ?? 1.3 };
}

function readPositive(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || !(value > 0) || value > 1e6)
    throw new InvalidArgumentError("Accepted: a number greater than 0, such as 1.3.");
  return value;
}
