/** `orrery view [TARGET]`: serves the dashboard on loopback until it is interrupted. */
import type { Command } from "commander";
import { ExitCode, UserError } from "../job/index.ts";
import { openBrowser, serveSite, viewTarget } from "../view/index.ts";
import { examples } from "./help-text.ts";
import type { Finish } from "./finish.ts";

interface ViewOptions {
  readonly port: string;
  readonly open: boolean;
}

/** @param site folder of the built site; undefined: there is none */
export function addViewCommand(program: Command, finish: Finish, site: string | undefined): void {
  const command = program
    .command("view")
    .description("open the dashboard: watch, scrub, ask why, change one thing, compare")
    .argument("[target]", "a scenario file, or a recording; left out: the gallery of bundled scenarios")
    .option("--port <n>", "port on 127.0.0.1; 0: any that is free", "0")
    .option("--no-open", "only print the address");
  examples(command, [
    ["orrery view", "the gallery"],
    ["orrery view mine.yaml", "your scenario; files beside it are served too, on this machine only"],
    ["orrery view recording", "a recording: its input is run anew and held against its digest"],
  ]);
  command.action((target: string | undefined, options: ViewOptions) =>
    finish(async (terminal) => {
      if (site === undefined) throw new UserError("the dashboard has not been built; run `npm start` in the checkout once");
      const port = Number(options.port);
      if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UserError(`--port ${options.port}: accepted: 0 to 65535`);
      const { folder, query } = await viewTarget(target);
      const server = await serveSite(site, folder, port);
      const address = `${server.address}${query === "" ? "" : `?${query}`}`;
      const opened = options.open && (await openBrowser(address));
      terminal.out(`${address}\n`);
      terminal.err(`${opened ? "The dashboard is open in your browser." : "Open this address in a browser."} Ctrl-C ends it.\n`);
      await interrupted();
      await server.close();
      return ExitCode.ok;
    }),
  );
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
