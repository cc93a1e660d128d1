/** What the main thread and the worker of a run say to each other. */
import type { Progress } from "@orrery/runner/simulation";
import type { ExitCode, RunOutcome } from "../job/index.ts";

export type FromWorker =
  | { readonly kind: "progress"; readonly progress: Progress; readonly horizonUs: number }
  | { readonly kind: "done"; readonly outcome: RunOutcome }
  /** Errors lose their class on the way. */
  | { readonly kind: "refused"; readonly message: string; readonly exitCode: ExitCode };

export type ToWorker = { readonly kind: "stop" };
