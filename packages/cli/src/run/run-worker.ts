/** The thread of `--worker`: one job, then it ends. */
import { parentPort, workerData } from "node:worker_threads";
import { executeJob } from "./execute-job.ts";
import { PolicyCalls } from "../policy/index.ts";
import { asUserError } from "../job/index.ts";
import type { FromWorker, Orders, ToWorker } from "./worker-messages.ts";

let stopped = false;
const say = (message: FromWorker) => parentPort!.postMessage(message);

parentPort!.on("message", (message: ToWorker) => {
  if (message.kind === "stop") stopped = true;
});

try {
  const { job, calls } = workerData as Orders;
  const outcome = await executeJob(job, {
    calls: new PolicyCalls(calls),
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
