/** Examples under the help of a command. */
import type { Command } from "commander";

export function examples(command: Command, lines: readonly (readonly [command: string, about: string])[]): void {
  const text = lines.map(([line, about]) => `  ${line}\n      ${about}`).join("\n");
  command.addHelpText("after", `\nExamples:\n${text}`);
}
