/** The thread of `--worker`: one job, then it ends. */
import { parentPort, workerData } from "node:worker_threads";
import { executeJob } from "./execute-job.ts";
import type { Job } from "../job/index.ts";
import { asUserError } from "../job/index.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

let stopped = false;
const say = (message: FromWorker) => parentPort!.postMessage(message);

parentPort!.on("message", (message: ToWorker) => {
  if (message.kind === "stop") stopped = true;
});

try {
  const outcome = await executeJob(workerData as Job, {
    interrupted: () => stopped,
    onProgress: (progress, horizonUs) => say({ kind: "progress", progress, horizonUs }),
  });
  say({ kind: "done", outcome });
} catch (cause) {
  const refusal = asUserError(cause);
  if (refusal === undefined) throw cause;
  say({ kind: "refused", message: refusal.message, exitCode: refusal.exitCode });
}
parentPort!.close();
