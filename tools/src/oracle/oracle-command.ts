/** The command `oracle [DIR...]`: compares Orrery with recordings of the real components and says by its exit code whether they agree. */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { jsonReport, printReport } from "./oracle-report.ts";
import { findRecordings } from "./recording-files.ts";
import { type OracleResult, runRecordings } from "./run-recordings.ts";

export const ORACLE_HELP = `Compares Orrery with what the real components answered.

usage: oracle [DIR|FILE ...] [options]

All *.jsonl, *.jsonl.gz and *.json below the folders are run; the kind of a case is
told by its content. Without a folder: ../shared/oracle beside the checkout if it
exists, else the packed recordings in oracle/.

  --family NAME    only this family, as named in the table (may be repeated)
  --id ID          only this case (may be repeated); --id fit-1-003, --id quantity:12
  --mismatches N   how many failed cases are shown (default 5)
  --json           the report as JSON (orrery-oracle-report/1) on stdout
  --help           this text

exit code: 0 all agree (what is not covered yet does not count), 1 a case failed,
2 bad usage, nothing to run, or a file that can't be read
examples:
  oracle --family preemption --mismatches 1
  oracle my-cases/ --json
`;

/** The checkout this file belongs to: two folders above both src/oracle and dist/oracle's package. */
const CHECKOUT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

export interface OracleStreams {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean };
  /** Folder that relative paths mean. */
  cwd: string;
}

/** Runs the command with its arguments (without node and script). @returns the exit code */
export async function runOracleCommand(
  args: string[],
  streams: OracleStreams = { stdout: process.stdout, stderr: process.stderr, cwd: process.cwd() },
): Promise<number> {
  const options = readOptions(args);
  if (typeof options === "string") {
    streams.stderr.write(`oracle: ${options}\nTry: oracle --help\n`);
    return 2;
  }
  if (options.help) {
    streams.stdout.write(ORACLE_HELP);
    return 0;
  }
  const starts = options.starts.length > 0 ? options.starts.map((start) => path.resolve(streams.cwd, start)) : [defaultFolder()];
  const source = starts.map((start) => path.relative(streams.cwd, start) || ".").join(", ");
  const files: string[] = [];
  for (const start of starts) {
    try {
      files.push(...(await findRecordings(start)));
    } catch (error) {
      streams.stderr.write(`oracle: can't read ${path.relative(streams.cwd, start) || "."}: ${(error as Error).message}\n`);
      return 2;
    }
  }
  if (files.length === 0) {
    streams.stderr.write(`oracle: no *.jsonl, *.jsonl.gz or *.json file below ${source}\n`);
    return 2;
  }
  const progress = progressLine(streams);
  const result = await runRecordings([...new Set(files)], {
    families: options.families,
    ids: options.ids,
    keepFailures: options.mismatches,
    relativeTo: streams.cwd,
    onCase: (recorded, done) => progress.show(`${done} cases, ${recorded.family} ${recorded.id}`),
  });
  progress.clear();
  streams.stdout.write(`${options.json ? jsonReport(result, source) : printReport(result, source)}\n`);
  return verdictCode(result, options, streams);
}

/** The recordings beside the checkout where they exist, else the packed ones that travel with it. */
export function defaultFolder(checkout: string = CHECKOUT): string {
  const beside = path.resolve(checkout, "../shared/oracle");
  return existsSync(beside) ? beside : path.join(checkout, "oracle");
}

interface Options {
  starts: string[];
  families: string[];
  ids: string[];
  mismatches: number;
  json: boolean;
  help: boolean;
}

function readOptions(args: string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: args.filter((arg, index) => !(arg === "--" && index === 0)),
      allowPositionals: true,
      options: {
        family: { type: "string", multiple: true, default: [] },
        id: { type: "string", multiple: true, default: [] },
        mismatches: { type: "string", default: "5" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (!/^\d{1,6}$/.test(values.mismatches)) return `--mismatches takes a number of cases, found "${values.mismatches}"`;
    const { family: families, id: ids, json, help } = values;
    return { starts: positionals, families, ids, mismatches: Number(values.mismatches), json, help };
  } catch (error) {
    return (error as Error).message;
  }
}

function verdictCode(result: OracleResult, options: Options, streams: OracleStreams): number {
  const complaints = result.malformed.slice(0, 10);
  if (result.malformed.length > complaints.length) complaints.push(`... ${result.malformed.length - complaints.length} more`);
  const { cases, failed } = result.tally.total();
  const unknown = options.families.filter((family) => !result.familiesSeen.has(family));
  if (unknown.length > 0) {
    complaints.push(`no family ${unknown.join(", ")} here; there are: ${[...result.familiesSeen].join(", ") || "none"}`);
  } else if (cases === 0) {
    complaints.push(options.ids.length > 0 ? `no case has the id ${options.ids.join(", ")}` : "the files hold no cases");
  }
  for (const complaint of complaints) streams.stderr.write(`oracle: ${complaint}\n`);
  if (complaints.length > 0) return 2;
  return failed > 0 ? 1 : 0;
}

/** One line that is written over, on a terminal only. */
function progressLine({ stderr }: OracleStreams): { show(text: string): void; clear(): void } {
  if (stderr.isTTY !== true) return { show: () => {}, clear: () => {} };
  let shownMs = 0;
  return {
    show(text) {
      if (performance.now() - shownMs < 100) return;
      shownMs = performance.now();
      stderr.write(`\r\u001b[K${text.slice(0, 78)}`);
    },
    clear: () => stderr.write("\r\u001b[K"),
  };
}
