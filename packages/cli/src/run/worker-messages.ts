/** What the main thread and the worker of a run say to each other. */
import type { Progress } from "@orrery/runner/simulation";
import type { ExitCode, Job, RunOutcome } from "../job/index.ts";

/** What the worker begins with. */
export interface Orders {
  readonly job: Job;
  /** Of `PolicyCalls`. */
  readonly calls: SharedArrayBuffer;
}

export type FromWorker =
  | { readonly kind: "progress"; readonly progress: Progress; readonly horizonUs: number }
  | { readonly kind: "done"; readonly outcome: RunOutcome }
  /** Errors lose their class on the way. */
  | { readonly kind: "refused"; readonly message: string; readonly exitCode: ExitCode };

export type ToWorker = { readonly kind: "stop" };
