/**
 * Starts the worker of a run under a typed policy: a program of this page's own origin in which the typed text stands, under the page's
 * policy.
 */
export interface PolicyWorker {
  readonly worker: Worker;
  readonly port: MessagePort;
}

export function policyWorker(typed: string): PolicyWorker {
  const host = new URL("assets/policy-host.js", document.baseURI).href;
  const lines = [
    `import { start } from ${JSON.stringify(host)};`,
    "start(() => {",
    typed,
    ";return {",
    '  filter: typeof filter === "function" ? filter : undefined,',
    '  score: typeof score === "function" ? score : undefined,',
    '  weight: typeof weight === "number" ? weight : undefined,',
    "};",
    "});",
  ];
  const address = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/javascript" }));
  const worker = new Worker(address, { type: "module" });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage("begin", [port2]);
  return { worker, port: port1 };
}

/**
 * Why a typed text is no program, with its line: the text is compiled as a classic program, whose errors browsers tell, and never run.
 * @returns "" when nothing is found to be wrong
 */
export function syntaxErrorIn(typed: string): Promise<string> {
  const address = URL.createObjectURL(new Blob([`(() => {\n${typed}\n});\npostMessage("compiled");`], { type: "text/javascript" }));
  const worker = new Worker(address);
  return new Promise((resolve) => {
    const done = (text: string) => {
      worker.terminate();
      URL.revokeObjectURL(address);
      resolve(text);
    };
    worker.addEventListener("message", () => done(""));
    worker.addEventListener("error", ({ message = "", lineno = 0 }) => {
      const text = message.replace(/^Uncaught /, "");
      done(lineno > 1 ? `line ${lineno - 1} of the typed policy: ${text}` : text);
    });
  });
}
