/**
 * Huawei-East-1 virtual machines with arrival and lifetime, as the SPANE experiments use them.
 * Source: github.com/ChanTinPing/SPANE, data/Huawei-East-1-lt.csv; Sheng et al., IJCAI 2022; Chan et al., arXiv 2504.14946.
 */
import { readCsv } from "../csv/index.ts";
import type { CsvPlan } from "../csv/index.ts";
import { decompressed } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import type { ReadOptions } from "../report/index.ts";
import { amountColumn, countColumn, planForHeader, secondsColumn } from "./plan-for-header.ts";
import { shapesOf } from "./shape-table.ts";
import { EMPTY_SHAPE } from "./trace.ts";
import type { TracePods } from "./trace.ts";

const GIB = 2 ** 30;
export const HUAWEI_COLUMNS = ["vmid", "cpu", "mem", "at", "lt"] as const;

const PLAN: CsvPlan = {
  columns: [
    { kind: "text", name: "vmid", blank: "bad", accepted: "the machine's number" },
    countColumn("cpu"),
    amountColumn("mem", "GB"),
    secondsColumn("at", "bad"),
    secondsColumn("lt", "bad"),
  ],
};

/** Rows in the file's order; GB is read as GiB (flavors of 1U2G mean powers of two). The end assumes no waiting. Throws TraceError. */
export async function readHuaweiVms(source: ByteSource, options: ReadOptions = {}): Promise<TracePods> {
  const file = await decompressed(source, options.file);
  const table = await readCsv(
    file,
    (header, problems) => planForHeader(header, problems, PLAN, HUAWEI_COLUMNS, "Huawei-East-1 in lifetime form"),
    options,
  );
  const columns = [table.dictionaries.get("cpu")!, table.dictionaries.get("mem")!];
  const { shape, shapes } = shapesOf(table.rows, columns, ([cpu, memory]) => ({
    ...EMPTY_SHAPE,
    milliCpu: Number(cpu) * 1000,
    memoryBytes: Number(memory) * GIB,
  }));
  const arrivalUs = table.numbers.get("at")!;
  const durationUs = table.numbers.get("lt")!;
  const name = table.texts
    .get("vmid")!
    .strings()
    .map((id) => `vm-${id}`);
  return {
    count: table.rows,
    name,
    shape,
    shapes,
    arrivalUs,
    endUs: arrivalUs.map((at, i) => at + durationUs[i]!),
    durationUs,
    report: table.report,
  };
}
