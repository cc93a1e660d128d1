/**
 * SchedulingGates: a pod with gates is not queued. Source: pkg/scheduler/framework/plugins/schedulinggates/scheduling_gates.go,
 * v1.36.2.
 */
import type { Pod } from "@orrery/sim-core/model";
import { Action, unresolvable } from "../framework/index.ts";
import type { Plugin } from "../framework/index.ts";
import { isSamePod } from "./same-pod.ts";

export const SCHEDULING_GATES = "SchedulingGates";

/** The plugin; it takes no arguments. */
export function newSchedulingGates(): Plugin {
  return {
    name: SCHEDULING_GATES,

    preEnqueue({ pod }) {
      const gates = pod.spec.schedulingGates ?? [];
      if (gates.length === 0) return undefined;
      return unresolvable(SCHEDULING_GATES, `waiting for scheduling gates: [${gates.map((gate) => gate.name).join(" ")}]`);
    },

    eventsToRegister: () => [
      {
        event: { resource: "Pod", action: Action.UpdatePodSchedulingGatesEliminated },
        hint: (pod, _old, changed) => (isSamePod(pod, changed as Pod) ? "Queue" : "QueueSkip"),
      },
    ],
  };
}
