/** Loads the input of a job, runs it, and makes of it whatever the job asks for: report, explanations, recording. */
import { availableParallelism, arch, platform } from "node:os";
import { explainPod, findSubject, podKeysLike, whyNode, whyPod, whyWorkload } from "@orrery/runner/explain";
import { buildReport } from "@orrery/runner/report";
import { Simulation } from "@orrery/runner/simulation";
import type { Progress } from "@orrery/runner/simulation";
import { loadInput } from "../input/index.ts";
import { checkFolder, writeRecording } from "../recording/index.ts";
import { ORRERY_VERSION, UserError } from "../job/index.ts";
import { policyComplaint, policyInContext } from "../policy/index.ts";
import type { PolicyCalls } from "../policy/index.ts";
import { simulate } from "./simulate.ts";
import type { Job, RunOutcome } from "../job/index.ts";

export interface RunHooks {
  readonly onProgress: (progress: Progress, horizonUs: number) => void;
  readonly interrupted: () => boolean;
  /** Hears of the calls of the job's policy. */
  readonly calls?: PolicyCalls;
}

/** @throws UserError and the errors that `asUserError` knows */
export async function executeJob(job: Job, hooks: RunHooks): Promise<RunOutcome> {
  try {
    return await execute(job, hooks);
  } catch (cause) {
    throw job.policy === undefined ? cause : policyComplaint(cause, job.policy.file);
  }
}

async function execute(job: Job, { onProgress, interrupted, calls }: RunHooks): Promise<RunOutcome> {
  if (job.out !== undefined) await checkFolder(job.out);
  const policy = job.policy === undefined ? undefined : policyInContext(job.policy, calls);
  const { input, registry, files, warnings, read } = await loadInput(job, policy);
  const beganMs = performance.now();
  const simulation = new Simulation(input, registry);
  const end = await simulate(simulation, {
    sliceEvents: job.sliceEvents,
    interrupted,
    onProgress: (progress) => onProgress(progress, input.horizonUs),
  });
  const wallSeconds = (performance.now() - beganMs) / 1000;
  const { events, attempts } = simulation.progress;
  const rate = (count: number) => (wallSeconds > 0 ? Math.round(count / wallSeconds) : 0);
  const report = buildReport(simulation, {
    end,
    host: {
      orrery: ORRERY_VERSION,
      platform: `Node ${process.versions.node}, ${platform()}-${arch()}, ${availableParallelism()} CPUs`,
      wallSeconds: Math.round(wallSeconds * 1000) / 1000,
      eventsPerSecond: rate(events),
      attemptsPerSecond: rate(attempts),
    },
    inputs: files,
    warnings,
  });
  const explanations = job.explain.map((pod) => ({
    pod,
    explanation: explainPod(simulation, pod),
    similar: podKeysLike(simulation, pod, 5),
  }));
  const why = job.why === undefined ? undefined : whyOf(simulation, job.why);
  try {
    const recording = job.out === undefined ? undefined : await writeRecording(job.out, simulation, report, job, read);
    return { report, explanations, why, written: recording?.files ?? [], noInput: recording?.noInput ?? "", notWritten: undefined };
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    return { report, explanations, why, written: [], noInput: "", notWritten: { message: cause.message, exitCode: cause.exitCode } };
  }
}

function whyOf(simulation: Simulation, name: string): RunOutcome["why"] {
  const subject = findSubject(simulation, name);
  if ("similar" in subject) return { answer: undefined, similar: subject.similar };
  const ask = { pod: whyPod, workload: whyWorkload, node: whyNode }[subject.kind];
  return { answer: ask(simulation, subject.name), similar: [] };
}
