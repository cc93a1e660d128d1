/** Rules of how fast an autoscaler may scale, and their defaults. */

export interface HpaScalingPolicy {
  readonly type: "Pods" | "Percent";
  readonly value: number;
  readonly periodSeconds: number;
}

/** As the API has it. */
export interface HpaScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: "Max" | "Min" | "Disabled";
  readonly policies?: readonly HpaScalingPolicy[];
  readonly tolerance?: string;
}

export type DefaultedRules = HpaScalingRules & Required<Pick<HpaScalingRules, "selectPolicy" | "policies">>;

/** With defaults; the window for scaling down may be left to the controller's flag. */
export interface HpaBehavior {
  readonly scaleUp: DefaultedRules & { readonly stabilizationWindowSeconds: number };
  readonly scaleDown: DefaultedRules;
}

/** Source: pkg/apis/autoscaling/v2/defaults.go, SetDefaults_HorizontalPodAutoscalerBehavior. */
export function withDefaultBehavior(behavior: { readonly scaleUp?: HpaScalingRules; readonly scaleDown?: HpaScalingRules }): HpaBehavior {
  return { scaleUp: { ...DEFAULT_SCALE_UP, ...behavior.scaleUp }, scaleDown: { ...DEFAULT_SCALE_DOWN, ...behavior.scaleDown } };
}

/** What is scaled on when no metric is given. Source: pkg/apis/autoscaling/v2/defaults.go, SetDefaults_HorizontalPodAutoscaler. */
export const DEFAULT_HPA_METRIC = {
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
} as const;

const DEFAULT_SCALE_UP = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
} as const;

const DEFAULT_SCALE_DOWN = { selectPolicy: "Max", policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] } as const;
