/** How many pods have waited in which part of the scheduling queue: a row where that has changed, which holds until the next. */
import type { RunHistory } from "../simulation/index.ts";
import type { Column, Table } from "./column.ts";

export function queueTable({ scheduler: { queueLog } }: RunHistory): Table {
  const { length: rows } = queueLog;
  const count = (name: "active" | "backoff" | "unschedulable" | "gated"): Column => ({
    name,
    type: "INT32",
    data: Array.from(queueLog[name].subarray(0, rows)),
  });
  return {
    name: "queue",
    rows,
    columns: [
      { name: "time_us", type: "INT64", data: Array.from(queueLog.timeUs.subarray(0, rows)) },
      count("active"),
      count("backoff"),
      count("unschedulable"),
      count("gated"),
    ],
  };
}
