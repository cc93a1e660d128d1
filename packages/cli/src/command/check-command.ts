/** `orrery check FILE...`: says what is wrong with input files, all of it at once, without running anything. */
import type { Command } from "commander";
import { checkFile } from "../input/index.ts";
import { foldError, plural } from "../print/index.ts";
import { ExitCode } from "../job/index.ts";
import { examples } from "./help-text.ts";
import type { Finish } from "./finish.ts";

export function addCheckCommand(program: Command, finish: Finish): void {
  const command = program
    .command("check")
    .description(
      "check scenarios, scheduler configurations, traces, snapshots and policies: file, line, column, what was found, what would be accepted",
    )
    .argument("<file...>", "files of any kind that Orrery reads; the kind is found by content, of policies by .ts, .js, .mjs")
    .option("--json", "print the findings as JSON and nothing else")
    .option("--strict", "warnings and bad rows of traces count as errors");
  examples(command, [
    ["orrery check scenarios/*.yaml", "all bundled scenarios"],
    ["orrery check nodes.csv pods.csv --strict", "every row must be good"],
  ]);
  command.action((files: string[], options: { json?: true; strict?: true }) =>
    finish(async (terminal) => {
      const verdicts = [];
      for (const file of files) verdicts.push(await checkFile(file));
      const bad = verdicts.some(({ errors, warnings }) => errors.length > 0 || (options.strict === true && warnings.length > 0));
      if (options.json === true) {
        terminal.out(`${JSON.stringify({ kind: "orrery/check", version: 1, ok: !bad, files: verdicts })}\n`);
        return bad ? ExitCode.failed : ExitCode.ok;
      }
      const { bad: red, good, warn } = terminal.outInk;
      for (const { file, what, errors, warnings } of verdicts) {
        for (const error of errors) terminal.out(`${red("✖")} ${foldError(error)}\n`);
        for (const warning of warnings) terminal.out(`${warn("!")} ${warning}\n`);
        const count = [
          errors.length > 0 ? plural(errors.length, "error") : "",
          warnings.length > 0 ? plural(warnings.length, "warning") : "",
        ]
          .filter(Boolean)
          .join(", ");
        terminal.out(
          errors.length > 0 ? `${red("✖")} ${file}: ${count}\n` : `${good("✔")} ${file}: ${what}${count === "" ? "" : ` (${count})`}\n`,
        );
      }
      return bad ? ExitCode.failed : ExitCode.ok;
    }),
  );
}
