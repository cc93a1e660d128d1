/** `orrery reproduce`: published experiments run again, our numbers beside theirs. */
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import {
  bitbrainsTable,
  FGD_SEEDS,
  fgdColumnsTable,
  fgdTable,
  reproduceBitbrains,
  reproduceFgd,
  reproduceSpane,
  spaneTable,
  spaneTrace,
} from "@orrery/runner/reproduce";
import type { BitbrainsResult, ComparisonTable, FgdResult } from "@orrery/runner/reproduce";
import { GPU_POLICIES } from "@orrery/scheduler/policies";
import type { GpuPolicy } from "@orrery/scheduler/policies";
import { readHuaweiVms, readNumpyIndex, readOpenbNodes, readOpenbPods, readOpendcTopology, readOpendcVms } from "@orrery/traces/formats";
import { dataFolder, openbWorkloads, openFile } from "../input/index.ts";
import { columns, plural } from "../print/index.ts";
import { ExitCode, UserError } from "../job/index.ts";
import { examples } from "./help-text.ts";
import type { Finish } from "./finish.ts";
import { ProgressLine } from "./progress-line.ts";
import { collect } from "./run-options.ts";
import type { Terminal } from "./terminal.ts";

export function addReproduceCommand(program: Command, finish: Finish): void {
  const reproduce = program.command("reproduce").description("run published experiments again, ours beside theirs");
  addSpane(reproduce, finish);
  addFgd(reproduce, finish);
  addBitbrains(reproduce, finish);
}

interface SpaneOptions {
  readonly data: string;
  readonly servers: readonly number[];
  readonly json?: true;
  readonly quiet?: true;
}

function addSpane(reproduce: Command, finish: Finish): void {
  const command = reproduce
    .command("spane")
    .description("total wait of Huawei-East-1 virtual machines under First Fit and Balance Fit: equal to the last digit")
    .requiredOption("--data <folder>", "the folder of the data sets, or the data set's own (trace get huawei-east-1-lt)")
    .option("--servers <range>", "numbers of servers", range("servers", 1, 1000), range("servers", 1, 1000)("2-9"))
    .option("--json", "as JSON")
    .option("--quiet", "no progress");
  examples(command, [
    ["orrery reproduce spane --data traces", "all sixteen numbers"],
    ["orrery reproduce spane --data traces --servers 4,6", "two of the eight clusters"],
  ]);
  command.action(({ data, servers, json, quiet }: SpaneOptions) =>
    finish(async (terminal) => {
      const folder = await dataFolder(data, "huawei-east-1-lt", "Huawei-East-1-lt.csv");
      const [trace, starts] = [`${folder}/Huawei-East-1-lt.csv`, `${folder}/test_random_time_1000.npy`];
      const machines = await readHuaweiVms(await openFile(trace), { file: trace, strict: true });
      const startRows = await readNumpyIndex(await openFile(starts), { file: starts });
      const line = new ProgressLine(terminal, quiet === true);
      const result = reproduceSpane({
        trace: spaneTrace(machines),
        startRows,
        servers,
        onProgress: (done, of) => line.step(done, of, "experiments"),
      });
      line.clear();
      if (json === true) terminal.out(`${JSON.stringify({ kind: "orrery/reproduce-spane", version: 1, ...result })}\n`);
      else {
        terminal.out(`${tableText(narrow(spaneTable(result), { "untrimmed mean (s)": "untrimmed" }), terminal)}\n`);
        terminal.out(
          verdict(
            result.equal,
            `every published number is met exactly, over ${plural(result.episodes, "episode")}`,
            "some numbers differ from the published",
            terminal,
          ),
        );
      }
      return result.equal ? ExitCode.ok : ExitCode.failed;
    }),
  );
}

interface FgdOptions {
  readonly data: string;
  readonly workload: readonly string[];
  readonly policy: readonly GpuPolicy[];
  readonly seeds: readonly number[];
  readonly columns?: true;
  readonly json?: true;
  readonly quiet?: true;
}

function addFgd(reproduce: Command, finish: Finish): void {
  const command = reproduce
    .command("fgd")
    .description('GPU allocation on openb by policy, as in "Beware of Fragmentation" (USENIX ATC 2023)')
    .requiredOption("--data <folder>", "the folder of the data sets, or the data set's own (trace get alibaba-openb-gpu-v2023)")
    .option(
      "--workload <name>",
      'a workload file: default, cpu050, gpushare100, ...; "all"; may be given several times (default: default)',
      collect,
      [],
    )
    .addOption(
      new Option("--policy <name>", `${GPU_POLICIES.join(", ")}, or all; may be given several times (default: Random and BestFit)`)
        .argParser(readPolicy)
        .default([], ""),
    )
    .option("--seeds <range>", "seeds to average over", range("seeds", 0, 2 ** 31), FGD_SEEDS)
    .option("--columns", "show every published column of arrived demand, not the last alone")
    .option("--json", "as JSON, with every column and run")
    .option("--quiet", "no progress");
  examples(command, [
    ["orrery reproduce fgd --data traces", "Random and BestFit, ten seeds, as published"],
    ["orrery reproduce fgd --data traces --workload gpushare100 --policy FGD --seeds 42-44", "one workload, one policy, three seeds"],
    ["orrery reproduce fgd --data traces --workload all --policy all", "all seventeen workloads, all six policies (minutes)"],
  ]);
  command.action(({ data, workload, policy, seeds, columns: each, json, quiet }: FgdOptions) =>
    finish(async (terminal) => {
      const folder = await dataFolder(data, "alibaba-openb-gpu-v2023", "openb_node_list_gpu_node.csv");
      const known = await openbWorkloads(folder);
      const workloads = workload.includes("all") ? known : workload.length === 0 ? ["default"] : workload;
      const unknown = workloads.find((name) => !known.includes(name));
      if (unknown !== undefined)
        throw new UserError(
          `--workload ${unknown}: there is no ${folder}/openb_pod_list_${unknown}.csv; accepted: ${known.join(", ")}, all`,
        );
      const policies: readonly GpuPolicy[] = policy.length === 0 ? ["Random", "BestFit"] : policy;
      const nodeFile = `${folder}/openb_node_list_gpu_node.csv`;
      const nodes = await readOpenbNodes(await openFile(nodeFile), { file: nodeFile, strict: true });
      const line = new ProgressLine(terminal, quiet === true);
      const results: FgdResult[] = [];
      const total = workloads.length * policies.length * seeds.length;
      let done = 0;
      for (const name of workloads) {
        const podFile = `${folder}/openb_pod_list_${name}.csv`;
        const pods = await readOpenbPods(await openFile(podFile), { file: podFile, strict: true });
        for (const each of policies)
          results.push(
            reproduceFgd({ nodes, pods, workload: name, policy: each, seeds, onProgress: () => line.step(++done, total, "runs") }),
          );
      }
      line.clear();
      const compared = results.flatMap(({ agreement }) => agreement ?? []);
      const agrees = compared.length === 0 ? null : compared.every((each) => each.agrees);
      if (json === true)
        terminal.out(`${JSON.stringify({ kind: "orrery/reproduce-fgd", version: 1, agrees, results: results.map(plainRuns) })}\n`);
      else {
        terminal.out(
          `${tableText(narrow(fgdTable(results), { "GPUs allocated (%)": "GPUs in %", difference: "differ", tolerance: "within" }, 8), terminal)}\n`,
        );
        if (each === true)
          for (const result of results)
            terminal.out(
              `\n${terminal.outInk.bold(`${result.workload}, ${result.policy}`)}\n${tableText(fgdColumnsTable(result), terminal)}\n`,
            );
        terminal.out(fgdVerdict(agrees, results.length - compared.length, terminal));
      }
      return agrees === false ? ExitCode.failed : ExitCode.ok;
    }),
  );
}

/** Says how many rows were compared at all: a row without a published number proves nothing. */
function fgdVerdict(agrees: boolean | null, unpublished: number, terminal: Terminal): string {
  if (agrees === null) return "nothing was compared: no published number for this is known here\n";
  const rest = unpublished === 0 ? "" : `${unpublished} without a published number known here, not compared\n`;
  return (
    verdict(
      agrees,
      "every mean that was compared lies where the published one does, given both spreads",
      "some means differ from the published by more than both spreads explain",
      terminal,
    ) + rest
  );
}

interface BitbrainsOptions {
  readonly data: string;
  readonly topology?: string;
  readonly sample: number;
  readonly json?: true;
}

function addBitbrains(reproduce: Command, finish: Finish): void {
  const command = reproduce
    .command("bitbrains")
    .description("host time and energy of 50 virtual machines with measured CPU usage, as in OpenDC's own tests")
    .requiredOption("--data <folder>", "the folder of the data sets, or the data set's own (trace get opendc-bitbrains-small)")
    .option("--topology <file>", "hosts, as an OpenDC topology (default: topology-multi.json of the data set)")
    .option(
      "--sample <share>",
      "VMs in the order of submission while their load (usage x duration) is at most this share of all",
      readShare,
      1,
    )
    .option("--json", "as JSON, with every host and VM");
  examples(command, [
    ["orrery reproduce bitbrains --data traces", "all VMs on nine hosts, beside the published numbers (testLarge)"],
    [
      "orrery reproduce bitbrains --data traces --topology traces/opendc-bitbrains-small/topology-single.json --sample 0.25",
      "a quarter of the load on one host",
    ],
  ]);
  command.action(({ data, topology, sample, json }: BitbrainsOptions) =>
    finish(async (terminal) => {
      const folder = await dataFolder(data, "opendc-bitbrains-small", "tasks.parquet");
      const names = { tasks: `${folder}/tasks.parquet`, fragments: `${folder}/fragments.parquet` };
      const topologyFile = topology ?? `${folder}/topology-multi.json`;
      const hosts = await readOpendcTopology(await openFile(topologyFile), { file: topologyFile });
      const trace = await readOpendcVms({ tasks: await openFile(names.tasks), fragments: await openFile(names.fragments) }, names);
      const result = reproduceBitbrains({ trace, hosts, share: sample });
      if (json === true)
        terminal.out(
          `${JSON.stringify({ kind: "orrery/reproduce-bitbrains", version: 1, topology: topologyFile, sample, ...result, ...comparison(result) })}\n`,
        );
      else terminal.out(bitbrainsText(result, terminal));
      return result.agrees ? ExitCode.ok : ExitCode.failed;
    }),
  );
}

/** Null where nothing is published for these hosts and this sample. */
function comparison({ publishedTest, agrees }: BitbrainsResult): { publishedTest: string | null; agrees: boolean | null } {
  return publishedTest === undefined ? { publishedTest: null, agrees: null } : { publishedTest, agrees };
}

function bitbrainsText(result: BitbrainsResult, terminal: Terminal): string {
  const { vms, traceVms, hosts, delayed, pending, publishedTest } = result;
  const table = narrow(bitbrainsTable(result), { difference: "differ", tolerance: "within" });
  const lines = [
    `${vms} of ${plural(traceVms, "VM")} on ${plural(hosts.length, "host")}, makespan ${result.makespanMs} ms, ${delayed} delayed`,
    tableText(publishedTest === undefined ? narrow(table, {}, 2) : table, terminal),
  ];
  if (pending.length > 0)
    lines.push(`VM ${pending[0]!} fits on no host of this topology: it waits for ever, and all ${pending.length - 1} behind it`);
  const end =
    publishedTest === undefined
      ? "nothing is published for these hosts and this sample\n"
      : verdict(
          result.agrees,
          `every published number of ${publishedTest} is met`,
          `some numbers of ${publishedTest} differ from the published`,
          terminal,
        );
  return `${lines.join("\n")}\n${end}`;
}

function readShare(text: string): number {
  const share = /^\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError("Accepted: a number above 0 and at most 1, such as 0.25.");
  return share;
}

/** Typed arrays would become objects with numbers as keys. */
function plainRuns(result: FgdResult): object {
  const runs = result.runs.map((run) => ({
    ...run,
    allocatedPercent: [...run.allocatedPercent],
    fragmentedPercent: [...run.fragmentedPercent],
  }));
  return { ...result, runs };
}

/** What fits on a page: short heads, and of FGD the allocation alone. */
function narrow({ head, rows }: ComparisonTable, heads: Readonly<Record<string, string>>, width = head.length): ComparisonTable {
  return { head: head.slice(0, width).map((title) => heads[title] ?? title), rows: rows.map((row) => row.slice(0, width)) };
}

function tableText({ head, rows }: ComparisonTable, { outInk }: Terminal): string {
  const align = head.map((_, column) =>
    column === 0 || Number.isNaN(Number.parseFloat(rows[0]?.[column] ?? "")) ? ("left" as const) : ("right" as const),
  );
  return columns(
    [
      head.map(outInk.dim),
      ...rows.map((row) => row.map((cell) => (cell === "yes" ? outInk.good(cell) : cell === "no" ? outInk.bad(cell) : cell))),
    ],
    align,
    0,
  ).join("\n");
}

function verdict(ok: boolean, yes: string, no: string, { outInk }: Terminal): string {
  return ok ? `${outInk.good("✔")} ${yes}\n` : `${outInk.bad("✖")} ${no}\n`;
}

function readPolicy(text: string, before: readonly GpuPolicy[]): readonly GpuPolicy[] {
  if (text === "all") return GPU_POLICIES;
  const policy = GPU_POLICIES.find((name) => name.toLowerCase() === text.toLowerCase());
  if (policy === undefined) throw new InvalidArgumentError(`Accepted: ${GPU_POLICIES.join(", ")}, all.`);
  return [...before, policy];
}

/** "2-9", "4", "2,4,6-8". */
function range(what: string, least: number, most: number): (text: string) => number[] {
  return (text) => {
    const numbers: number[] = [];
    for (const part of text.split(",")) {
      const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
      const [from, to] = [Number(match?.[1] ?? NaN), Number(match?.[2] ?? match?.[1] ?? NaN)];
      if (!(from >= least && to <= most && from <= to && to - from < 10_000)) {
        throw new InvalidArgumentError(
          `Accepted: ${what} from ${least} to ${most}, as a number, a range such as 2-9, or several of them joined by commas.`,
        );
      }
      for (let n = from; n <= to; n++) numbers.push(n);
    }
    return numbers;
  };
}
