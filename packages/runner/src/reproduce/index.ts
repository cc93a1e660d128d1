/** Published experiments, repeated: their conditions, our numbers beside theirs. */
export * from "./comparison-table.ts";
export * from "./bitbrains-hosts.ts";
export * from "./bitbrains-published.ts";
export * from "./bitbrains-queue.ts";
export * from "./bitbrains-usage.ts";
export * from "./bitbrains-workload.ts";
export * from "./bitbrains.ts";
export * from "./spane-episode.ts";
export * from "./spane-published.ts";
export * from "./spane-trace.ts";
export * from "./spane.ts";
export * from "./fgd-cluster.ts";
export * from "./fgd-published.ts";
export * from "./fgd-run.ts";
export * from "./fgd.ts";
export * from "./spread.ts";
