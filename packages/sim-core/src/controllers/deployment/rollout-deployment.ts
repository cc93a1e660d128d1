/** A Deployment as its rollout sees it, with API defaults applied. */
import type { IntOrPercent } from "../int-or-percent.ts";

export type DeploymentStrategy =
  | { readonly type: "Recreate" }
  | { readonly type: "RollingUpdate"; readonly maxSurge: IntOrPercent; readonly maxUnavailable: IntOrPercent };

export interface RolloutDeployment {
  readonly replicas: number;
  readonly strategy: DeploymentStrategy;
  /** Identity of the pod template: equal templates have equal numbers. */
  readonly template: number;
  readonly generation: number;
  /** Undefined: no deadline. */
  readonly progressDeadlineSeconds: number | undefined;
}
