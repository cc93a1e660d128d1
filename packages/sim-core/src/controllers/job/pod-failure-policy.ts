/** What the failure of a pod means for its Job: rules by exit code and pod condition. */

export type FailureAction = "Ignore" | "FailJob" | "FailIndex" | "Count";

/** A rule as the API has it; one of the two requirements is set. */
export interface PodFailureRule {
  readonly action: FailureAction;
  readonly onExitCodes?: { readonly containerName?: string; readonly operator: "In" | "NotIn"; readonly values: readonly number[] };
  readonly onPodConditions?: readonly { readonly type: string; readonly status: string }[];
}

export interface FailedPod {
  readonly namespace: string;
  readonly name: string;
  /** Regular containers, then init containers; exitCode undefined: not terminated. */
  readonly containers: readonly { readonly name: string; readonly exitCode: number | undefined }[];
  readonly conditions: readonly { readonly type: string; readonly status: string }[];
}

export interface PodFailureMatch {
  /** Whether the failure counts towards the limits. */
  readonly countFailed: boolean;
  /** Of the first rule that matches. */
  readonly action?: FailureAction;
  /** Why the Job fails. */
  readonly message?: string;
}

/** Source: pkg/controller/job/pod_failure_policy.go, matchPodFailurePolicy. */
export function matchPodFailurePolicy(rules: readonly PodFailureRule[], pod: FailedPod): PodFailureMatch {
  for (const [index, { action, onExitCodes, onPodConditions }] of rules.entries()) {
    const where = onExitCodes === undefined ? matchingCondition(onPodConditions ?? [], pod) : matchingContainer(onExitCodes, pod);
    if (where === undefined) continue;
    if (action !== "FailJob") return { countFailed: action !== "Ignore", action };
    return { countFailed: true, action, message: `${where} matching FailJob rule at index ${index}` };
  }
  return { countFailed: true };
}

/** The first container that failed with a code of the rule, in the words of the Job's condition. */
function matchingContainer(
  rule: NonNullable<PodFailureRule["onExitCodes"]>,
  { namespace, name, containers }: FailedPod,
): string | undefined {
  const found = containers.find(
    (container) =>
      container.exitCode !== undefined &&
      container.exitCode !== 0 &&
      (rule.containerName === undefined || rule.containerName === container.name) &&
      rule.values.includes(container.exitCode) === (rule.operator === "In"),
  );
  return found && `Container ${found.name} for pod ${namespace}/${name} failed with exit code ${found.exitCode}`;
}

function matchingCondition(
  patterns: NonNullable<PodFailureRule["onPodConditions"]>,
  { namespace, name, conditions }: FailedPod,
): string | undefined {
  const found = conditions.find(({ type, status }) => patterns.some((pattern) => pattern.type === type && pattern.status === status));
  return found && `Pod ${namespace}/${name} has condition ${found.type}`;
}
