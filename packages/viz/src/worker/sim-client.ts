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
  /** In an object: a promise that is given a released proxy for its value would ask it whether it is a promise, which throws. */
  private readonly remote: Promise<{ readonly api: Remote<SimApi> }>;
  /**
   * Who waits for an answer, by what rejects it. A race of each answer with one promise of death would grow that promise by a reaction for
   * every question that was ever asked.
   */
  private readonly waiting = new Set<(error: DeadWorkerError) => void>();
  private death: DeadWorkerError | undefined;
  private dead = false;
  private readonly patienceMs: number;
  private readonly onDeath: (reason: string) => void;

  /**
   * @param onDeath hears once, why
   * @param policy a typed one, which then is part of the worker's program; "": none
   */
  constructor(onDeath: (reason: string) => void, policy = "") {
    this.onDeath = onDeath;
    this.patienceMs = policy === "" ? Infinity : POLICY_PATIENCE_MS;
    this.remote = policy === "" ? Promise.resolve({ api: this.plain() }) : this.withPolicy(policy);
    this.remote.catch(() => {});
  }

  /**
   * Asks the worker.
   * @param wantedMs after which the worker counts as dead; Infinity: however long it takes, which is for what runs nothing of a policy
   * @returns never when the client has been closed
   * @throws DeadWorkerError; PolicyError for a policy that is no program; and what the worker threw
   */
  async ask<T>(question: (api: Remote<SimApi>) => Promise<T>, wantedMs = PATIENCE_MS): Promise<T> {
    const { api } = await this.within(Infinity, this.remote);
    const patienceMs = wantedMs === Infinity ? Infinity : Math.min(wantedMs, this.patienceMs);
    return this.within(patienceMs, this.dead ? new Promise<never>(() => {}) : question(api));
  }

  /** @throws DeadWorkerError when the worker dies before the answer is there, or it has not come in time */
  private within<T>(patienceMs: number, answer: Promise<T>): Promise<T> {
    if (this.death !== undefined) return Promise.reject(this.death);
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      const timer = Number.isFinite(patienceMs)
        ? setTimeout(() => this.kill(new DeadWorkerError(silence(patienceMs, this.patienceMs))), patienceMs)
        : undefined;
      const over = () => {
        this.waiting.delete(reject);
        clearTimeout(timer);
      };
      answer.then(resolve, reject).finally(over);
    });
  }

  private kill(error: DeadWorkerError): void {
    if (this.dead) return;
    this.death = error;
    const waiting = [...this.waiting];
    this.close();
    for (const reject of waiting) reject(error);
    this.onDeath(error.message);
  }

  close(): void {
    if (this.dead) return;
    this.dead = true;
    this.waiting.clear();
    this.worker?.terminate();
    void this.remote.then(
      ({ api }) => api[releaseProxy](),
      () => {},
    );
  }

  private plain(): Remote<SimApi> {
    const worker = new Worker(new URL("./sim.worker.ts", import.meta.url), { type: "module" });
    this.watch(worker);
    return wrap<SimApi>(worker);
  }

  private async withPolicy(policy: string): Promise<{ readonly api: Remote<SimApi> }> {
    const { worker, port, loaded } = await policyWorker(policy);
    this.watch(worker);
    await this.within(Infinity, loaded);
    const api = wrap<SimApi>(port);
    await this.within(this.patienceMs, api.define());
    return { api };
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
