/** `orrery why NAME`: runs the input and follows the chains of causes of what happened to a pod, a workload or a node. */
import type { Command } from "commander";
import { durationUs } from "@orrery/runner/scenario";
import { InvalidArgumentError } from "commander";
import { whyText } from "../print/index.ts";
import { ExitCode, UserError } from "../job/index.ts";
import { examples } from "./help-text.ts";
import { addInputOptions, sourceOf } from "./input-options.ts";
import type { InputOptions } from "./input-options.ts";
import type { Finish } from "./finish.ts";
import { complainOfRecording, outcomeOf } from "./run-job.ts";
import { addRunOptions, jobOf } from "./run-options.ts";
import type { RunOptions } from "./run-options.ts";
import { jobOfTarget } from "./scenario-or-recording.ts";

interface WhyOptions extends RunOptions, InputOptions {
  readonly at?: number;
}

export function addWhyCommand(program: Command, finish: Finish): void {
  const command = program
    .command("why")
    .description("why a pod, a workload or a node fares as it does: what happened, and what that followed from")
    .argument("<name>", "a pod (namespace/name), a node or a workload; pod/, node/ or workload/ before it says which")
    .argument("[scenario]", "a scenario file or a recording; else --snapshot, or --nodes and --pods");
  addInputOptions(command);
  addRunOptions(command, { explainPod: false });
  command.option("--at <time>", "how it stood after this much simulated time, such as 10m30s; nothing later counts", readMoment);
  examples(command, [
    ["orrery why web scenarios/rollout.yaml", "a workload: what went wrong with its pods, the most frequent first"],
    ["orrery why roomy-0 scenarios/rollout.yaml", "a node: outages, pressure, and what became of its pods"],
    ["orrery why shop/web-3 mine.yaml --at 10m", "a pod, as it stood after ten minutes"],
    ["orrery why node/web mine.yaml --json", "the node of that name, not the workload, as data"],
  ]);
  command.action((name: string, scenario: string | undefined, options: WhyOptions) =>
    finish(async (terminal) => {
      const named = options.nodes.length + options.pods.length + options.snapshot.length > 0;
      if (scenario !== undefined && named)
        throw new UserError("two inputs are named; accepted: a scenario, or --snapshot, or --nodes and --pods");
      if (scenario === undefined && !named)
        throw new UserError("why needs the input of the run; accepted: a scenario, --snapshot FILE, or --nodes FILE --pods FILE");
      if (options.at !== undefined && options.until !== undefined && options.at > options.until)
        throw new UserError("--at lies behind --until, where the run has ended; accepted: a time up to --until");
      const asked =
        scenario === undefined
          ? await jobOf(await sourceOf(options), options, options.profile, [])
          : (await jobOfTarget(scenario, options, options.profile, [])).job;
      // What comes later cannot change what was: the run may end there.
      const job = { ...asked, why: name, untilUs: options.at ?? asked.untilUs };
      const outcome = await outcomeOf(job, options, terminal);
      const { why, report } = outcome;
      if (why?.answer === undefined) {
        const accepted =
          why === undefined || why.similar.length === 0 ? "this run has none" : `accepted: a name such as ${why.similar.join(", ")}`;
        const missing = report.partial
          ? `the run was interrupted before there was a pod, workload or node ${name}`
          : `there is no pod, workload or node ${name}; ${accepted}`;
        terminal.err(`${terminal.errInk.bad("error:")} ${missing}\n`);
        return report.partial ? ExitCode.interrupted : ExitCode.failed;
      }
      terminal.out(options.json === true ? `${JSON.stringify(why.answer)}\n` : whyText(why.answer, terminal.outInk));
      return complainOfRecording(outcome, terminal) ?? ExitCode.ok;
    }),
  );
}

function readMoment(text: string): number {
  const us = durationUs(text);
  if (us === undefined) throw new InvalidArgumentError('Accepted: a time since the start such as "90s", "10m30s", "1h".');
  return us;
}
