/** The one place that says who answers which recording; what nobody answers is reported as not covered yet, by name. */
import type { CaseRunner } from "./contract.ts";
import { controllersCaseRunner } from "./controllers.ts";
import { functionCaseRunner } from "./functions/index.ts";
import { kernelCaseRunner } from "./kernel.ts";
import type { RecordedCase } from "./recorded-case.ts";
import { schedulerCaseRunner } from "./scheduler/index.ts";

/** The runner for a recorded case. */
export function caseRunner(recorded: RecordedCase): CaseRunner {
  switch (recorded.kind) {
    case "scheduler":
      return schedulerCaseRunner;
    case "function":
      return functionCaseRunner(recorded.family) ?? notCovered(functionName(recorded.value));
    case "kernel":
      return kernelCaseRunner;
    case "controllers":
      return controllersCaseRunner;
  }
}

function notCovered(what: string): CaseRunner {
  return () => ({ status: "not covered", what });
}

function functionName(value: unknown): string {
  return String((value as { fn: unknown }).fn);
}
