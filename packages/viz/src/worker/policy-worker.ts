/**
 * The worker of a run under a typed policy: a program of this page's own origin in which the compiled text stands, under the page's policy.
 */
import { checkedPolicy } from "./checked-policy.ts";

export interface PolicyWorker {
  readonly worker: Worker;
  readonly port: MessagePort;
  /** Settles when its program is there, and has not begun to run the typed text; never when it cannot be loaded, which the worker says. */
  readonly loaded: Promise<void>;
}

/** Rejects with a PolicyError for a text that is no program. */
export async function policyWorker(typed: string): Promise<PolicyWorker> {
  const { expression, map } = await checkedPolicy(typed);
  const host = new URL("assets/policy-host.js", document.baseURI).href;
  // The author's text begins in the third line.
  const program = `import { start } from ${JSON.stringify(host)};\nstart(${JSON.stringify(map)}, ${expression});`;
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(address, { type: "module" });
  const { port1, port2 } = new MessageChannel();
  const loaded = new Promise<void>((resolve) => port1.addEventListener("message", () => resolve(), { once: true }));
  port1.start();
  worker.postMessage("begin", [port2]);
  return { worker, port: port1, loaded };
}
