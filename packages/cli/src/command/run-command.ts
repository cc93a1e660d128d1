/** `orrery run SCENARIO`, and of a recording the same again. */
import type { Command } from "commander";
import { examples } from "./help-text.ts";
import type { Finish } from "./finish.ts";
import { runAndReport } from "./run-job.ts";
import { addRunOptions } from "./run-options.ts";
import type { RunOptions } from "./run-options.ts";
import { heldAgainst, jobOfTarget } from "./scenario-or-recording.ts";

export function addRunCommand(program: Command, finish: Finish): void {
  const command = program
    .command("run")
    .description("run a scenario and report what came of it")
    .argument("<scenario>", "a scenario file (docs/scenario-format.md), or a recording, whose input is run again");
  addRunOptions(command);
  examples(command, [
    ["orrery run scenarios/planner.yaml", "the bundled cluster of 120 nodes"],
    ["orrery run mine.yaml --seed 8 --json > report.json", "another seed, as data"],
    ["orrery run mine.yaml --until 2h --out recording", "two hours, recorded as Parquet"],
    ["orrery run recording", "the same again, from the recording's own copies, held against its digest"],
    ["orrery run mine.yaml --policy mine.ts", "with a scheduling policy of your own"],
    ['orrery run mine.yaml --what-if \'{"atUs":600000000,"do":"cordon","nodes":{"pool":"dense"}}\'', "a pool cordoned after ten minutes"],
    ["orrery run mine.yaml --explain-pod shop/web-3", "why there, or why not"],
  ]);
  command.action((scenario: string, options: RunOptions) =>
    finish(async (terminal) => {
      const { job, expected } = await jobOfTarget(scenario, options, undefined);
      const { code, digest } = await runAndReport(job, options, terminal);
      return heldAgainst(expected, digest, code, terminal);
    }),
  );
}
