/**
 * A typed policy made a program that can be loaded: compiled, and known to be sound to the engine that will run it. The compiler comes when
 * the first policy does.
 */
import type { CompiledPolicy } from "@orrery/runner/policy-text";
import { placeInText, PolicyError } from "@orrery/runner/own-policy";

/** The last one: a run, its repetitions and its explanations ask for the same. */
let last: { readonly typed: string; readonly compiled: Promise<CompiledPolicy> } | undefined;

/** Rejects with a PolicyError that has the place of what is wrong; nothing of the text is run. */
export function checkedPolicy(typed: string): Promise<CompiledPolicy> {
  if (last?.typed !== typed) last = { typed, compiled: check(typed) };
  return last.compiled;
}

async function check(typed: string): Promise<CompiledPolicy> {
  const { compilePolicy } = await import("@orrery/runner/policy-text");
  const compiled = compilePolicy(typed);
  await refuseUnsound(compiled);
  return compiled;
}

/** Lines in front of the author's text. */
const LINES_BEFORE = 1;

/** The program is compiled as a classic one, of whose errors browsers tell the place, and never run. */
async function refuseUnsound({ expression, map }: CompiledPolicy): Promise<void> {
  const program = `(${expression});\npostMessage("compiled");`;
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(address);
  try {
    await new Promise<void>((resolve, reject) => {
      worker.addEventListener("message", () => resolve());
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        const { message = "", lineno = 0, colno = 0 } = event;
        const place = placeInText(map, { line: lineno - LINES_BEFORE, column: colno });
        reject(new PolicyError(message.replace(/^Uncaught /, "") || "SyntaxError", place));
      });
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(address);
  }
}
