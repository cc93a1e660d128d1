/** `orrery explain POD`: runs the same input again, with this pod's attempts in full; the same seed gives the same history. */
import type { Command } from "commander";
import { explanationText } from "../print/index.ts";
import { ExitCode, UserError } from "../job/index.ts";
import { examples } from "./help-text.ts";
import { addInputOptions, sourceOf } from "./input-options.ts";
import type { InputOptions } from "./input-options.ts";
import type { Finish } from "./finish.ts";
import { complainOfMissing, complainOfRecording, outcomeOf } from "./run-job.ts";
import { addRunOptions, jobOf } from "./run-options.ts";
import type { RunOptions } from "./run-options.ts";
import { jobOfTarget } from "./scenario-or-recording.ts";

export function addExplainCommand(program: Command, finish: Finish): void {
  const command = program
    .command("explain")
    .description("why a pod is on its node, or on none: attempts, who refused it and why, best candidates by plugin")
    .argument("<pod>", "namespace/name; without a namespace, one of default")
    .argument("[scenario]", "a scenario file or a recording; else --snapshot, or --nodes and --pods");
  addInputOptions(command);
  addRunOptions(command, { explainPod: false });
  examples(command, [
    ["orrery explain shop/web-3 scenarios/planner.yaml", "a pod of a scenario"],
    ["orrery explain shop/web-3 --snapshot dump.json", "a pod of your cluster that is pending"],
    ["orrery explain shop/web-3 --snapshot dump.json --reschedule", "where it would go, and by how much"],
  ]);
  command.action((pod: string, scenario: string | undefined, options: RunOptions & InputOptions) =>
    finish(async (terminal) => {
      const named = options.nodes.length + options.pods.length + options.snapshot.length > 0;
      if (scenario !== undefined && named)
        throw new UserError("two inputs are named; accepted: a scenario, or --snapshot, or --nodes and --pods");
      if (scenario === undefined && !named)
        throw new UserError("explain needs the input of the run; accepted: a scenario, --snapshot FILE, or --nodes FILE --pods FILE");
      const job =
        scenario === undefined
          ? await jobOf(await sourceOf(options), options, options.profile, [pod])
          : (await jobOfTarget(scenario, options, options.profile, [pod])).job;
      const outcome = await outcomeOf(job, options, terminal);
      if (complainOfMissing(outcome, terminal)) return ExitCode.failed;
      const explanation = outcome.explanations[0]!.explanation!;
      terminal.out(options.json === true ? `${JSON.stringify(explanation)}\n` : explanationText(explanation, terminal.outInk));
      return complainOfRecording(outcome, terminal) ?? ExitCode.ok;
    }),
  );
}
