/**
 * A run in a worker of its own, as seen from the page. A worker that has died rejects what is pending and says so once: comlink alone would
 * leave its callers waiting for ever.
 */
import { releaseProxy, wrap } from "comlink";
import type { Remote } from "comlink";
import type { SimApi } from "./open-request.ts";
import { policyWorker, syntaxErrorIn } from "./policy-worker.ts";

/** How long a question may go unanswered once a run is open. */
const PATIENCE_MS = 10_000;

/** The same where a typed policy may go on for ever. */
const POLICY_PATIENCE_MS = 5000;

export class DeadWorkerError extends Error {
  override readonly name = "DeadWorkerError";
}

export class SimClient {
  private readonly worker: Worker;
  private readonly remote: Remote<SimApi>;
  private readonly died: Promise<never>;
  private kill: (error: DeadWorkerError) => void = () => {};
  private dead = false;
  private readonly patienceMs: number = PATIENCE_MS;

  /**
   * @param onDeath hears once, why
   * @param policy a typed one, which then is part of the worker's program; "": none
   */
  constructor(onDeath: (reason: string) => void, policy = "") {
    if (policy === "") {
      this.worker = new Worker(new URL("./sim.worker.ts", import.meta.url), { type: "module" });
      this.remote = wrap<SimApi>(this.worker);
    } else {
      const { worker, port } = policyWorker(policy);
      this.worker = worker;
      this.remote = wrap<SimApi>(port);
      this.patienceMs = POLICY_PATIENCE_MS;
    }
    this.died = new Promise<never>((_, reject) => {
      this.kill = (error) => {
        if (this.dead) return;
        this.close();
        reject(error);
        onDeath(error.message);
      };
    });
    this.died.catch(() => {});
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      void this.whyBroken(event, policy).then((reason) => this.kill(new DeadWorkerError(reason)));
    });
    this.worker.addEventListener("messageerror", () => this.kill(new DeadWorkerError("a message of it could not be read")));
  }

  /**
   * Asks the worker.
   * @param wantedMs after which the worker counts as dead; Infinity: however long it takes, but for a typed policy
   * @throws DeadWorkerError; and what the worker threw
   */
  async ask<T>(question: (api: Remote<SimApi>) => Promise<T>, wantedMs = PATIENCE_MS): Promise<T> {
    if (this.dead) return this.died;
    const patienceMs = Math.min(wantedMs, this.patienceMs === PATIENCE_MS ? wantedMs : this.patienceMs);
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (Number.isFinite(patienceMs))
      timer = setTimeout(() => this.kill(new DeadWorkerError(`it has not answered for ${Math.round(patienceMs / 1000)} s`)), patienceMs);
    try {
      return await Promise.race([question(this.remote), this.died]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Of a program that cannot even be loaded browsers tell nothing. */
  private async whyBroken({ message }: Partial<ErrorEvent>, policy: string): Promise<string> {
    const why = message ?? "";
    return (why === "" && policy !== "" ? await syntaxErrorIn(policy) : why) || "its program could not be loaded";
  }

  close(): void {
    if (this.dead) return;
    this.dead = true;
    this.remote[releaseProxy]();
    this.worker.terminate();
  }
}
