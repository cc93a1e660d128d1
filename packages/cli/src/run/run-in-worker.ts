/** Runs a job in a thread of its own; a thread that dies rejects instead of leaving its caller to wait. */
import { Worker } from "node:worker_threads";
import { PolicyError } from "@orrery/runner/own-policy";
import type { RunHooks } from "./execute-job.ts";
import type { Job, JobPolicy, RunOutcome } from "../job/index.ts";
import { UserError } from "../job/index.ts";
import { policyComplaint, PolicyCalls } from "../policy/index.ts";
import type { Running } from "../policy/index.ts";
import type { FromWorker, Orders, ToWorker } from "./worker-messages.ts";

/** How often the worker hears whether it should stop. */
const POLL_MS = 50;

/** How long a call of a policy may go on before its thread is ended; the page gives it the same. */
const PATIENCE_MS = 5000;

export function runInWorker(job: Job, { onProgress, interrupted }: RunHooks): Promise<RunOutcome> {
  const calls = new PolicyCalls();
  const orders: Orders = { job, calls: calls.memory };
  const worker = new Worker(new URL("./run-worker.js", import.meta.url), { workerData: orders });
  const stop: ToWorker = { kind: "stop" };
  const stuck = stuckCalls(calls);
  let poll: ReturnType<typeof setInterval> | undefined;
  return new Promise<RunOutcome>((resolve, reject) => {
    poll = setInterval(() => {
      if (interrupted()) worker.postMessage(stop);
      const what = stuck();
      if (what === undefined || job.policy === undefined) return;
      reject(policyComplaint(endless(what, job.policy), job.policy.file) as Error);
      void worker.terminate();
    }, POLL_MS);
    worker.on("message", (message: FromWorker) => {
      if (message.kind === "progress") onProgress(message.progress, message.horizonUs);
      else if (message.kind === "done") resolve(message.outcome);
      else reject(new UserError(message.message, message.exitCode));
    });
    worker.on("error", (error) => reject(outOfMemory(error) ?? error));
    worker.on("exit", (code) => reject(new Error(`the worker thread ended with code ${code} before it had a result`)));
  }).finally(() => clearInterval(poll));
}

/** @returns asks what has been running for longer than is given; undefined: nothing */
function stuckCalls(calls: PolicyCalls): () => Running | undefined {
  let number = -1;
  let sinceMs = 0;
  return () => {
    const now = calls.running;
    if (now === undefined || now.number !== number) {
      number = now?.number ?? -1;
      sinceMs = performance.now();
      return undefined;
    }
    return performance.now() - sinceMs > PATIENCE_MS ? now.what : undefined;
  };
}

function endless(what: Running, { map }: JobPolicy): PolicyError {
  const seconds = PATIENCE_MS / 1000;
  return new PolicyError(`${what}(pod, node) has not answered for ${seconds} s; at most 200 ms are given`, map.functions[what]);
}

function outOfMemory(error: Error): UserError | undefined {
  if ((error as NodeJS.ErrnoException).code !== "ERR_WORKER_OUT_OF_MEMORY") return undefined;
  return new UserError("the run has used up the memory of its thread; accepted: a smaller input, or a policy that keeps less");
}
