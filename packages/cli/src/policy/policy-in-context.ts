/**
 * A policy in a context of its own: the language, a console, and nothing of Node. It keeps mistakes in and two runs alike; a security
 * boundary it is not.
 */
import vm from "node:vm";
import { ownPolicy, placeOfThrown, PolicyError, refuseChance } from "@orrery/runner/own-policy";
import type { OwnPolicy, PolicyDefinitions } from "@orrery/runner/own-policy";
import type { JobPolicy } from "../job/index.ts";
import type { PolicyCalls } from "./policy-calls.ts";

/**
 * @param calls hears of every call
 * @throws PolicyError for a text that throws, or defines no policy
 */
export function policyInContext({ expression, map }: JobPolicy, calls?: PolicyCalls): OwnPolicy {
  const realm = vm.createContext({ console: STDERR }, { codeGeneration: { strings: false, wasm: false } });
  refuseChance(vm.runInContext("globalThis", realm) as typeof globalThis);
  // The author's text begins in the second line.
  const script = new vm.Script(`(${expression})()`, { filename: FILE, lineOffset: -1 });
  return ownPolicy(() => definitions(script, realm), {
    nowMs: () => performance.now(),
    placeOf: (thrown) => placeOfThrown(thrown, map, FRAME, 0),
    placeOfFunction: (name) => map.functions[name],
    onCall: (what) => calls?.note(what === "policy" ? undefined : what),
  });
}

/** How long a text may take to define; the page gives it the same. */
const PATIENCE_MS = 5000;

function definitions(script: vm.Script, realm: vm.Context): PolicyDefinitions {
  try {
    return script.runInContext(realm, { timeout: PATIENCE_MS }) as PolicyDefinitions;
  } catch (thrown) {
    if ((thrown as { readonly code?: unknown } | null | undefined)?.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw thrown;
    throw new PolicyError(`it has not come to its end for ${PATIENCE_MS / 1000} s; accepted: a text that only defines`);
  }
}

/** In stacks; no file has such a name. */
const FILE = "policy:of:the:run";
const FRAME = /policy:of:the:run:(\d+):(\d+)/;

/** Standard output belongs to the report. */
const say = (...words: unknown[]): void => void process.stderr.write(`policy: ${words.map(String).join(" ")}\n`);
const STDERR = { log: say, info: say, warn: say, error: say, debug: say };
