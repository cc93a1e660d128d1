/**
 * Virtual machines and their CPU usage as OpenDC stores them: `tasks.parquet` and `fragments.parquet`, which belong together.
 * Source: github.com/atlarge-research/opendc @ a49a3878, opendc-trace, format "opendc-vm".
 */
import type { ByteSource } from "../bytes/index.ts";
import type { CsvPlan, CsvTable } from "../csv/index.ts";
import { TraceError, quoted } from "../report/index.ts";
import type { ReadReport, RowProblems } from "../report/index.ts";
import { readParquetTable } from "./parquet-table.ts";
import { planForHeader } from "./plan-for-header.ts";

export interface OpendcFiles {
  readonly tasks: ByteSource;
  readonly fragments: ByteSource;
}

/** The names of the two files in messages. */
export interface OpendcFileNames {
  readonly tasks?: string;
  readonly fragments?: string;
}

/** Rows in file order. */
export interface OpendcVms {
  readonly count: number;
  readonly id: readonly string[];
  /** Since 1970. */
  readonly submissionMs: Float64Array;
  readonly cores: Float64Array;
  readonly memoryKb: Float64Array;
  readonly fragments: OpendcFragments;
  readonly reports: readonly ReadReport[];
}

/** Rows in file order; of one VM they follow each other in time. */
export interface OpendcFragments {
  readonly count: number;
  /** Row of the VM. */
  readonly vm: Int32Array;
  readonly durationMs: Float64Array;
  /** What the VM demands as long as the fragment lasts. */
  readonly cpuUsageMhz: Float64Array;
}

/** Throws TraceError for any row that makes no sense: an experiment is repeated on all of its data or not at all. */
export async function readOpendcVms(files: OpendcFiles, names: OpendcFileNames = {}): Promise<OpendcVms> {
  const [taskFile, fragmentFile] = [names.tasks ?? "tasks.parquet", names.fragments ?? "fragments.parquet"];
  const tasks = await readParquetTable(files.tasks, taskPlan, { file: taskFile, strict: true, timestampsAsMs: true });
  const usage = await readParquetTable(files.fragments, fragmentPlan, { file: fragmentFile, strict: true });
  const id = tasks.texts.get("id")!.strings();
  return {
    count: tasks.rows,
    id,
    submissionMs: tasks.numbers.get("submission_time")!,
    cores: tasks.numbers.get("cpu_count")!,
    memoryKb: tasks.numbers.get("mem_capacity")!,
    fragments: {
      count: usage.rows,
      vm: vmRows(id, usage, taskFile, fragmentFile),
      durationMs: usage.numbers.get("duration")!,
      cpuUsageMhz: usage.numbers.get("cpu_usage")!,
    },
    reports: [tasks.report, usage.report],
  };
}

/** `duration` and `cpu_capacity` of the file are not looked at: a VM runs as long as its fragments do, and demands what they say. */
function taskPlan(header: readonly string[], problems: RowProblems): CsvPlan {
  const required = ["id", "submission_time", "cpu_count", "mem_capacity"];
  const columns: CsvPlan["columns"] = [
    { kind: "text", name: "id", blank: "bad", accepted: "the VM's id" },
    { kind: "number", name: "submission_time", blank: "bad", accepted: "a timestamp, or milliseconds since 1970" },
    { kind: "number", name: "cpu_count", blank: "bad", min: 1, accepted: "a whole number of cores, 1 or more" },
    { kind: "number", name: "mem_capacity", blank: "bad", min: 0, accepted: "KB, 0 or more" },
  ];
  const plan: CsvPlan = { columns, check: whole(["submission_time", "cpu_count"], "a whole number") };
  return planForHeader(header, problems, plan, required, "an OpenDC task file");
}

function fragmentPlan(header: readonly string[], problems: RowProblems): CsvPlan {
  const columns: CsvPlan["columns"] = [
    { kind: "dictionary", name: "id", accept: (text) => text !== "", accepted: "the id of a VM" },
    { kind: "number", name: "duration", blank: "bad", min: 0, accepted: "whole milliseconds, 0 or more" },
    { kind: "number", name: "cpu_usage", blank: "bad", min: 0, accepted: "MHz, 0 or more" },
  ];
  const plan: CsvPlan = { columns, check: whole(["duration"], "whole milliseconds") };
  return planForHeader(header, problems, plan, ["id", "duration", "cpu_usage"], "an OpenDC fragment file");
}

function whole(names: readonly string[], accepted: string): CsvPlan["check"] {
  return (row, columns) => {
    for (const column of names) {
      const value = columns.number(column)[row]!;
      if (!Number.isSafeInteger(value)) return { column, reason: "not a whole number", found: `${column} = ${value}`, accepted };
    }
    return undefined;
  };
}

function vmRows(id: readonly string[], usage: CsvTable, taskFile: string, fragmentFile: string): Int32Array {
  const rowOf = new Map<string, number>();
  id.forEach((name, row) => {
    if (rowOf.has(name))
      throw new TraceError({ reason: "VM twice", file: taskFile, line: row + 1, column: 0, found: quoted(name), accepted: "one row a VM" });
    rowOf.set(name, row);
  });
  const { codes, values } = usage.dictionaries.get("id")!;
  const rows = values.map((name) => rowOf.get(name));
  const stranger = rows.indexOf(undefined);
  if (stranger >= 0) {
    const line = codes.indexOf(stranger) + 1;
    const accepted = `an id of ${taskFile}`;
    throw new TraceError({
      reason: "usage of an unknown VM",
      file: fragmentFile,
      line,
      column: 0,
      found: quoted(values[stranger]!),
      accepted,
    });
  }
  const known = new Set(rows);
  id.forEach((name, row) => {
    if (!known.has(row)) {
      const accepted = `at least one row of ${fragmentFile} for each VM`;
      throw new TraceError({ reason: "VM without usage", file: taskFile, line: row + 1, column: 0, found: quoted(name), accepted });
    }
  });
  return codes.map((code) => rows[code]!);
}
