/** The `orrery` command: parses the command line, runs the command, and turns every outcome into an exit code. */
import { Command, CommanderError } from "commander";
import { ExitCode, asUserError, ORRERY_VERSION } from "../job/index.ts";
import { foldError } from "../print/index.ts";
import { addCheckCommand } from "./check-command.ts";
import { addExplainCommand } from "./explain-command.ts";
import type { Finish } from "./finish.ts";
import { examples } from "./help-text.ts";
import { addReplayCommand } from "./replay-command.ts";
import { addReproduceCommand } from "./reproduce-command.ts";
import { addRunCommand } from "./run-command.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { addTraceCommand } from "./trace-command.ts";
import { addViewCommand } from "./view-command.ts";
import { addWhyCommand } from "./why-command.ts";

/**
 * @param args without the program's name
 * @param site folder of the dashboard's built site; left out: there is none
 * @returns the exit code; see docs/cli.md
 */
export async function orrery(args: readonly string[], site?: string): Promise<number> {
  const terminal = processTerminal();
  let code: number = ExitCode.ok;
  const finish: Finish = async (body) => {
    code = await body(terminal);
  };
  const program = newProgram(terminal, finish, site);
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    const error = asUserError(cause);
    if (error === undefined) {
      terminal.err(
        `${terminal.errInk.bad("this is a bug in Orrery")}, not in your input; please report it with what follows and the command line.\n${stackOf(cause)}\n`,
      );
      return ExitCode.internal;
    }
    for (const line of error.message.split("\n"))
      terminal.err(`${terminal.errInk.bad("error:")} ${foldError(line.replace(/: error: /, ": "))}\n`);
    return error.exitCode;
  }
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

function newProgram(terminal: Terminal, finish: Finish, site: string | undefined): Command {
  const program = new Command("orrery")
    .description(
      "Orrery simulates a whole Kubernetes cluster, deterministically: replay a trace, a snapshot or a scenario, change one thing, and see what would have happened.",
    )
    .version(ORRERY_VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help with examples")
    .helpCommand("help [command]", "show help with examples")
    .showHelpAfterError("(add --help for options and examples)")
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text, write) => write(text.replace(/^error:/, terminal.errInk.bad("error:"))),
    });
  program.configureHelp({ showGlobalOptions: false });
  addRunCommand(program, finish);
  addReplayCommand(program, finish);
  addCheckCommand(program, finish);
  addExplainCommand(program, finish);
  addWhyCommand(program, finish);
  addTraceCommand(program, finish);
  addReproduceCommand(program, finish);
  addViewCommand(program, finish, site);
  examples(program, [
    ["orrery run scenarios/planner.yaml", "a scenario"],
    ["kubectl get nodes,pods -A -o json | orrery replay --snapshot -", "your cluster: who is pending, and why"],
    ["orrery replay --nodes nodes.csv --pods pods.csv", "a trace"],
    ["orrery explain shop/web-3 scenarios/planner.yaml", "why there, why not"],
    ["orrery view", "the dashboard in your browser"],
    ["orrery why web scenarios/rollout.yaml", "what went wrong, and what it followed from"],
  ]);
  program.addHelpText(
    "after",
    "\nExit codes: 0 done; 1 done, and the answer is no; 2 bad usage or input; 70 a bug in Orrery;\n74 a file cannot be written or fetched; 130 interrupted, with a partial report.",
  );
  return program;
}
