/** Samples of what nodes used: CPU columns are integrals since the start, so that the difference of two rows is exact. */
import type { RunHistory } from "../simulation/index.ts";
import type { Table } from "./column.ts";

export function usageTable({ usageLog }: RunHistory, nodeName: (id: number) => string | null): Table {
  return {
    name: "usage",
    rows: usageLog.length,
    columns: [
      { name: "time_us", type: "INT64", data: usageLog.timeUs },
      { name: "node", type: "STRING", data: usageLog.node.map(nodeName) },
      { name: "cpu_us", type: "DOUBLE", data: usageLog.cpuUs },
      { name: "wanted_cpu_us", type: "DOUBLE", data: usageLog.wantedCpuUs },
      { name: "throttled_us", type: "DOUBLE", data: usageLog.throttledUs },
      { name: "memory_bytes", type: "DOUBLE", data: usageLog.memoryBytes },
      { name: "disk_bytes", type: "DOUBLE", data: usageLog.diskBytes },
    ],
  };
}
