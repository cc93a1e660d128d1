/** `orrery trace ls|get|info`: published data sets, and what a file is. */
import type { Command } from "commander";
import { dataset, datasets } from "@orrery/traces/datasets";
import type { Dataset } from "@orrery/traces/datasets";
import { getDataset, traceInfo } from "../input/index.ts";
import { amount, count, columns, PAGE_WIDTH, plural, wrap } from "../print/index.ts";
import { ExitCode } from "../job/index.ts";
import { examples } from "./help-text.ts";
import type { Finish } from "./finish.ts";
import { ProgressLine } from "./progress-line.ts";
import type { Terminal } from "./terminal.ts";

export function addTraceCommand(program: Command, finish: Finish): void {
  const trace = program.command("trace").description("published traces: list, download and verify; and what a file is");
  addList(trace, finish);
  addGet(trace, finish);
  addInfo(trace, finish);
}

function addList(trace: Command, finish: Finish): void {
  const command = trace
    .command("ls")
    .description("list the data sets that Orrery knows")
    .option("--json", "as JSON, with every file, its address and SHA-256");
  examples(command, [["orrery trace ls", "names, sizes, licences"]]);
  command.action((options: { json?: true }) =>
    finish(async (terminal) => {
      if (options.json === true) terminal.out(`${JSON.stringify({ kind: "orrery/datasets", version: 1, datasets: datasets() })}\n`);
      else for (const entry of datasets()) terminal.out(`${summary(entry, terminal).join("\n")}\n`);
      return ExitCode.ok;
    }),
  );
}

function addGet(trace: Command, finish: Finish): void {
  const command = trace
    .command("get")
    .description("download a data set; every file is verified by size and SHA-256 before it is written")
    .argument("<name>", "a name that trace ls shows")
    .option("--mirror <folder>", "take it from <folder>/<name> instead of the network")
    .option("--to <folder>", "write it to <folder>/<name>", "traces")
    .option("--quiet", "no progress");
  examples(command, [
    ["orrery trace get alibaba-openb-gpu-v2023", "into traces/alibaba-openb-gpu-v2023"],
    ["orrery trace get huawei-east-1-lt --mirror /mnt/data --to .", "from a folder of your own"],
  ]);
  command.action((name: string, options: { mirror?: string; to: string; quiet?: true }) =>
    finish(async (terminal) => {
      const line = new ProgressLine(terminal, options.quiet === true);
      let done = 0;
      const files = dataset(name)?.files.length ?? 0;
      const entry = await getDataset(name, options.mirror, options.to, () => line.step(++done, files, "files")).finally(() => line.clear());
      const size = entry.files.reduce((sum, file) => sum + file.sizeBytes, 0);
      terminal.out(
        `${terminal.outInk.good("✔")} ${options.to}/${entry.name}: ${plural(entry.files.length, "file")}, ${amount(size, "bytes")}, verified\n`,
      );
      terminal.out(
        `${[...wrap(`licence: ${entry.licence}`, PAGE_WIDTH, "  ", "    "), ...wrap(`cite: ${entry.citation}`, PAGE_WIDTH, "  ", "    ")].join("\n")}\n`,
      );
      return ExitCode.ok;
    }),
  );
}

function addInfo(trace: Command, finish: Finish): void {
  const command = trace
    .command("info")
    .description("what a data set is, or what a file holds")
    .argument("<name-or-file>", "a name that trace ls shows, or a file of any name and format")
    .option("--json", "as JSON");
  examples(command, [
    ["orrery trace info alibaba-openb-gpu-v2023", "files, addresses, licence, citation"],
    ["orrery trace info pods.csv", "format, rows, times, what is asked for"],
  ]);
  command.action((name: string, options: { json?: true }) =>
    finish(async (terminal) => {
      const entry = dataset(name);
      if (entry === undefined) {
        const info = await traceInfo(name);
        if (options.json === true) terminal.out(`${JSON.stringify(info)}\n`);
        else
          terminal.out(
            `${[
              terminal.outInk.bold(info.file),
              ...columns(
                info.lines.map(([label, value]) => [terminal.outInk.dim(label), value]),
                ["left", "left"],
              ),
            ].join("\n")}\n`,
          );
      } else if (options.json === true) terminal.out(`${JSON.stringify(entry)}\n`);
      else {
        const rows = entry.files.map((file) => [file.path, count(file.sizeBytes), file.format ?? "", file.sha256.slice(0, 12)]);
        const head = ["file", "bytes", "format", "sha256"].map(terminal.outInk.dim);
        terminal.out(
          `${[...summary(entry, terminal), ...wrap(`cite: ${entry.citation}`, PAGE_WIDTH, "  ", "    "), ...columns([head, ...rows], ["left", "right", "left", "left"])].join("\n")}\n`,
        );
      }
      return ExitCode.ok;
    }),
  );
}

function summary({ name, title, licence, files, readable }: Dataset, { outInk }: Terminal): string[] {
  const size = amount(
    files.reduce((sum, file) => sum + file.sizeBytes, 0),
    "bytes",
  );
  return [
    `${outInk.bold(name)}  ${outInk.dim(`${plural(files.length, "file")}, ${size}${readable ? "" : ", not read by Orrery"}`)}`,
    ...wrap(title, PAGE_WIDTH, "  "),
    ...wrap(`licence: ${licence}`, PAGE_WIDTH, "  ", "    ").map(outInk.dim),
  ];
}
