/** Runs recorded scheduler cases of every kind. */
import type { CaseRunner, Verdict } from "../contract.ts";
import { runHintCase } from "./hint-case.ts";
import { runScheduleCase } from "./schedule-case.ts";
import type { ScheduleCase } from "./schedule-case.ts";

export const schedulerCaseRunner: CaseRunner = (recordedCase): Verdict => {
  const { kind } = recordedCase as { kind?: string };
  if (kind === "hint" || kind === "registrations") return runHintCase(recordedCase as Parameters<typeof runHintCase>[0]);
  return runScheduleCase(recordedCase as ScheduleCase);
};
