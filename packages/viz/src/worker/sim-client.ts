/**
 * A run in a worker of its own, as seen from the page. A worker that has died rejects what is pending and says so once: comlink alone would
 * leave its callers waiting for ever.
 */
import { releaseProxy, wrap } from "comlink";
import type { Remote } from "comlink";
import type { SimApi } from "./open-request.ts";

/** How long a question may go unanswered once a run is open. */
const PATIENCE_MS = 10_000;

export class DeadWorkerError extends Error {
  override readonly name = "DeadWorkerError";
}

export class SimClient {
  private readonly worker: Worker;
  private readonly remote: Remote<SimApi>;
  private readonly died: Promise<never>;
  private kill: (error: DeadWorkerError) => void = () => {};
  private dead = false;

  /** @param onDeath hears once, why */
  constructor(onDeath: (reason: string) => void) {
    this.worker = new Worker(new URL("./sim.worker.ts", import.meta.url), { type: "module" });
    this.remote = wrap<SimApi>(this.worker);
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
      this.kill(new DeadWorkerError(event.message || "its program could not be loaded"));
    });
    this.worker.addEventListener("messageerror", () => this.kill(new DeadWorkerError("a message of it could not be read")));
  }

  /**
   * Asks the worker.
   * @param patienceMs after which the worker counts as dead; Infinity: however long it takes
   * @throws DeadWorkerError; and what the worker threw
   */
  async ask<T>(question: (api: Remote<SimApi>) => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
    if (this.dead) return this.died;
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (Number.isFinite(patienceMs))
      timer = setTimeout(() => this.kill(new DeadWorkerError(`it has not answered for ${Math.round(patienceMs / 1000)} s`)), patienceMs);
    try {
      return await Promise.race([question(this.remote), this.died]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    if (this.dead) return;
    this.dead = true;
    this.remote[releaseProxy]();
    this.worker.terminate();
  }
}
