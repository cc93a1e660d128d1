/** Runs a job in a thread of its own; a thread that dies rejects instead of leaving its caller to wait. */
import { Worker } from "node:worker_threads";
import type { RunHooks } from "./execute-job.ts";
import type { Job, RunOutcome } from "../job/index.ts";
import { UserError } from "../job/index.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** How often the worker hears whether it should stop. */
const POLL_MS = 50;

export function runInWorker(job: Job, { onProgress, interrupted }: RunHooks): Promise<RunOutcome> {
  const worker = new Worker(new URL("./run-worker.js", import.meta.url), { workerData: job });
  const stop: ToWorker = { kind: "stop" };
  const poll = setInterval(() => {
    if (interrupted()) worker.postMessage(stop);
  }, POLL_MS);
  return new Promise<RunOutcome>((resolve, reject) => {
    worker.on("message", (message: FromWorker) => {
      if (message.kind === "progress") onProgress(message.progress, message.horizonUs);
      else if (message.kind === "done") resolve(message.outcome);
      else reject(new UserError(message.message, message.exitCode));
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`the worker thread ended with code ${code} before it had a result`)));
  }).finally(() => clearInterval(poll));
}
