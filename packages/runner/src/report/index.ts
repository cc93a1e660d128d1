/** What a run came to, as data. */
export { buildReport, type ReportContext } from "./build-report.ts";
export { buildLife } from "./build-life.ts";
export { isPending, lastAttempts } from "./pending-pods.ts";
export { REPORT_VERSION } from "./report.ts";
export type * from "./report.ts";
export type * from "./life.ts";
export { LifeFold } from "./life-fold.ts";
export { hardwareReader, type NodeHardware } from "./node-hardware.ts";
export { ratioText } from "./oversell.ts";
export { exitWord, type ExitWord } from "./exit-word.ts";
export type { RolloutFigures } from "./rollout-figures.ts";
export { REST_CHECK_US, RestDetector } from "./rest-detector.ts";
export type { WaitingTimes } from "./percentiles.ts";
export { SHARED_GPU, type ResourceUnit } from "./resource-demand.ts";
export { bySuffering } from "./worst-first.ts";
