/** The scheduler's configuration for replays, from what `--profile` names: a file, or a policy. */
import { replayScheduler } from "@orrery/runner/scenario";
import type { Registry, SchedulerConfiguration } from "@orrery/scheduler/config";
import { GPU_POLICIES } from "@orrery/scheduler/policies";
import { UserError } from "../job/index.ts";
import { openFile, readText } from "./open-file.ts";
import type { FileOpener } from "./open-file.ts";
import type { TraceFiles } from "./trace-files.ts";

/** @param profile a file, or one of GPU_POLICIES; undefined: Kubernetes' defaults, with GPU sharing where the nodes have it */
export async function schedulerProfile(
  profile: string | undefined,
  registry: Registry,
  traces: TraceFiles,
  open: FileOpener = openFile,
): Promise<SchedulerConfiguration> {
  if (profile === undefined) return replayScheduler(undefined, registry, traces);
  if (GPU_POLICIES.some((name) => name === profile)) return replayScheduler({ policy: profile }, registry, traces);
  const text = await readText(profile, open).catch((cause: unknown) => {
    if (cause instanceof UserError && !profile.includes("/"))
      throw new UserError(`${cause.message}, or a policy: ${GPU_POLICIES.join(", ")}`);
    throw cause;
  });
  return replayScheduler({ text, file: profile }, registry, traces);
}
