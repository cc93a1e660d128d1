/** `orrery replay`: a trace or a snapshot, without a scenario around it. */
import type { Command } from "commander";
import { examples } from "./help-text.ts";
import { addInputOptions, sourceOf } from "./input-options.ts";
import type { InputOptions } from "./input-options.ts";
import type { Finish } from "./finish.ts";
import { runAndReport } from "./run-job.ts";
import { addRunOptions, jobOf } from "./run-options.ts";
import type { RunOptions } from "./run-options.ts";

export function addReplayCommand(program: Command, finish: Finish): void {
  const command = program
    .command("replay")
    .description("replay a trace, or a snapshot of a cluster; formats are recognised by their content");
  addInputOptions(command);
  addRunOptions(command);
  examples(command, [
    ["orrery replay --nodes nodes.csv --pods pods.csv", "a trace (docs/trace-format.md, openb, ...)"],
    ["kubectl get nodes,pods -A -o json | orrery replay --snapshot -", "your cluster: who is pending, and why"],
    ["orrery replay --snapshot dump.yaml --reschedule --profile packing.yaml", "all pods placed anew, by another profile"],
    [
      "orrery replay --nodes nodes.csv --pods pods.csv --arrivals inflation --inflation-target 1.3 --profile BestFit",
      "how much of the GPUs a policy can allocate",
    ],
  ]);
  command.action((options: RunOptions & InputOptions) =>
    finish(
      async (terminal) => (await runAndReport(await jobOf(await sourceOf(options), options, options.profile), options, terminal)).code,
    ),
  );
}
