/**
 * A run in a worker of its own, as seen from the page. A worker that has died rejects what is pending and says so once: comlink alone would
 * leave its callers waiting for ever.
 */
import { releaseProxy, wrap } from "comlink";
import type { Remote } from "comlink";
import type { SimApi } from "./open-request.ts";
import { policyWorker } from "./policy-worker.ts";

/** How long a question may go unanswered once a run is open. */
const PATIENCE_MS = 10_000;

/** The same where a typed policy may go on for ever. */
const POLICY_PATIENCE_MS = 5000;

export class DeadWorkerError extends Error {
  override readonly name = "DeadWorkerError";
}

export class SimClient {
  private worker: Worker | undefined;
  private readonly remote: Promise<Remote<SimApi>>;
  private readonly died: Promise<never>;
  private kill: (error: DeadWorkerError) => void = () => {};
  private dead = false;
  private readonly patienceMs: number;

  /**
   * @param onDeath hears once, why
   * @param policy a typed one, which then is part of the worker's program; "": none
   */
  constructor(onDeath: (reason: string) => void, policy = "") {
    this.patienceMs = policy === "" ? Infinity : POLICY_PATIENCE_MS;
    this.died = new Promise<never>((_, reject) => {
      this.kill = (error) => {
        if (this.dead) return;
        this.close();
        reject(error);
        onDeath(error.message);
      };
    });
    this.died.catch(() => {});
    this.remote = policy === "" ? Promise.resolve(this.plain()) : this.withPolicy(policy);
    this.remote.catch(() => {});
  }

  /**
   * Asks the worker.
   * @param wantedMs after which the worker counts as dead; Infinity: however long it takes, but for a typed policy
   * @throws DeadWorkerError; PolicyError for a policy that is no program; and what the worker threw
   */
  async ask<T>(question: (api: Remote<SimApi>) => Promise<T>, wantedMs = PATIENCE_MS): Promise<T> {
    if (this.dead) return this.died;
    const remote = await Promise.race([this.remote, this.died]);
    const patienceMs = Math.min(wantedMs, this.patienceMs);
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (Number.isFinite(patienceMs))
      timer = setTimeout(() => this.kill(new DeadWorkerError(silence(patienceMs, this.patienceMs))), patienceMs);
    try {
      return await Promise.race([question(remote), this.died]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    if (this.dead) return;
    this.dead = true;
    this.worker?.terminate();
    void this.remote.then(
      (remote) => remote[releaseProxy](),
      () => {},
    );
  }

  private plain(): Remote<SimApi> {
    const worker = new Worker(new URL("./sim.worker.ts", import.meta.url), { type: "module" });
    this.watch(worker);
    return wrap<SimApi>(worker);
  }

  private async withPolicy(policy: string): Promise<Remote<SimApi>> {
    const { worker, port } = await policyWorker(policy);
    this.watch(worker);
    return wrap<SimApi>(port);
  }

  private watch(worker: Worker): void {
    this.worker = worker;
    // Closed before it was there.
    if (this.dead) worker.terminate();
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.kill(new DeadWorkerError((event.message ?? "") || "its program could not be loaded"));
    });
    worker.addEventListener("messageerror", () => this.kill(new DeadWorkerError("a message of it could not be read")));
  }
}

function silence(waitedMs: number, policyMs: number): string {
  const why = Number.isFinite(policyMs) ? "; a call of the policy may never come to its end" : "";
  return `it has not answered for ${Math.round(waitedMs / 1000)} s${why}`;
}
