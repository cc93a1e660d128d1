/** Pods without a node as troubles: the last attempt of each, in the scheduler's own words. */
import { byCodeUnits } from "@orrery/sim-core/model";
import { AttemptOutcome } from "@orrery/scheduler/component";
import type { ClusterState } from "@orrery/sim-core/store";
import { isPending, lastAttempts } from "../report/index.ts";
import type { RunHistory } from "../simulation/index.ts";
import { link } from "./cause-links.ts";
import type { Trouble } from "./trouble.ts";

export function pendingTroubles(
  { scheduler: { attempts } }: RunHistory,
  state: ClusterState,
  atUs: number,
  isWanted: (pod: number) => boolean,
): Trouble[] {
  const pods = state.pods.filter((pod) => isWanted(pod.id) && isPending(pod));
  if (pods.length === 0) return [];
  const last = lastAttempts(state.pods.length, attempts, atUs);
  return pods.map((pod): Trouble => {
    const attempt = last[pod.id]!;
    const gates = pod.source.spec.schedulingGates ?? [];
    const about = { effect: "pending", atUs: attempt < 0 ? pod.createdUs : attempts.timeUs[attempt]!, pod: pod.key, node: "" } as const;
    if (gates.length > 0)
      return { ...about, links: [link("scheduling/gates", `held back by ${gates.map(({ name }) => name).join(", ")}`, null, {})] };
    if (attempt < 0) return { ...about, links: [link("scheduling/not-tried", "not tried yet", null, {})] };
    if (attempts.outcome[attempt] === AttemptOutcome.placed)
      return { ...about, links: [link("scheduling/binding", "a node is chosen, the binding is under way", null, {})] };
    // The kinds tell which plugins refused, so that pods that wait for one reason become one chain whatever the numbers of nodes.
    const kind = attempts
      .refusals(attempt)
      .map(({ plugin, reason }) => `${plugin}: ${reason}`)
      .sort(byCodeUnits)
      .join(", ");
    return {
      ...about,
      links: [link(`scheduler/${kind}`, attempts.message(attempt) || "the attempt failed with an error", about.atUs, {})],
    };
  });
}
