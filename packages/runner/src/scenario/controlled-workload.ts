/** Deployments and ReplicaSets of a scenario: what their pods are made from, and what the API server would refuse. */
import { labelMap, SelectorError, selectorFromLabelSelector } from "@orrery/sim-core/model";
import type { PriorityClass } from "@orrery/sim-core/model";
import type { DeploymentObject, ReplicaSetObject } from "@orrery/sim-core/controllers";
import type { PodSource } from "@orrery/sim-core/store";
import { podSource } from "./pod-source.ts";
import type { Refused } from "./pod-mistakes.ts";
import type { Path } from "./problem.ts";
import type { Manifest } from "./timeline-entry.ts";

/** Whether a control loop makes pods for the object: not for a ReplicaSet without a template. */
export function isControlled({ kind, spec }: Manifest): boolean {
  return kind === "Deployment" || (kind === "ReplicaSet" && (spec as ReplicaSetObject["spec"]).template !== undefined);
}

/**
 * What the pods are made from, but for their owner; undefined where the object makes none; or the first thing that the API server (or,
 * for a node in the template, the model) refuses.
 *
 * Source: pkg/apis/apps/validation/validation.go.
 */
export function controlledSource(manifest: Manifest, priorityClasses: readonly PriorityClass[]): PodSource | Refused | undefined {
  if (manifest.kind !== "Deployment" && manifest.kind !== "ReplicaSet") return undefined;
  const { template, replicas, selector } = manifest["spec"] as (DeploymentObject | ReplicaSetObject)["spec"];
  if (template === undefined) {
    if (replicas === 0) return undefined;
    return refused(["replicas"], "a ReplicaSet without a template makes no pods", String(replicas ?? 1), "a template, or replicas: 0");
  }
  const mistake = selectorMistake(selector, template.metadata?.labels) ?? templateMistake(template) ?? rolloutMistake(manifest);
  if (mistake !== undefined) return mistake;
  const { name, namespace = "default" } = manifest.metadata;
  const source = podSource(template, name, namespace, priorityClasses);
  return "message" in source ? { ...source, path: ["spec", "template", ...source.path] } : source;
}

function selectorMistake(selector: ReplicaSetObject["spec"]["selector"], labels: Record<string, string> | undefined): Refused | undefined {
  try {
    const compiled = selectorFromLabelSelector(selector);
    if (compiled.isEmpty) return refused(["selector"], "an empty selector is invalid", "", "matchLabels or matchExpressions");
    if (compiled.matches(labelMap(labels))) return undefined;
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    return refused(["selector"], error.message, "", "a valid label selector");
  }
  const found = JSON.stringify(labels ?? {});
  return refused(
    ["template"],
    "the selector does not match the labels of the template",
    found,
    "metadata.labels that the selector matches",
  );
}

function templateMistake({ spec }: NonNullable<ReplicaSetObject["spec"]["template"]>): Refused | undefined {
  if (spec.restartPolicy !== undefined && spec.restartPolicy !== "Always")
    return refused(["template", "spec", "restartPolicy"], "these pods run for ever", spec.restartPolicy, "Always");
  if (spec.activeDeadlineSeconds !== undefined) {
    const found = String(spec.activeDeadlineSeconds);
    return refused(["template", "spec", "activeDeadlineSeconds"], "these pods run for ever", found, "no activeDeadlineSeconds");
  }
  if (spec.nodeName === undefined) return undefined;
  return refused(["template", "spec", "nodeName"], "these pods are placed by the scheduler", spec.nodeName, "nodeSelector or affinity");
}

function rolloutMistake(manifest: Manifest): Refused | undefined {
  if (manifest.kind !== "Deployment") return undefined;
  const { strategy, progressDeadlineSeconds = 600, minReadySeconds = 0 } = (manifest as unknown as DeploymentObject).spec;
  const { maxSurge, maxUnavailable } = strategy?.rollingUpdate ?? {};
  if (strategy?.type === "Recreate" && strategy.rollingUpdate !== undefined)
    return refused(["strategy", "rollingUpdate"], "may not be specified when strategy type is Recreate", "", "no rollingUpdate");
  if (isZero(maxSurge) && isZero(maxUnavailable))
    return refused(["strategy", "rollingUpdate"], "maxUnavailable may not be 0 when maxSurge is 0", "0", "one of them above 0");
  if (progressDeadlineSeconds <= minReadySeconds) {
    const found = String(progressDeadlineSeconds);
    return refused(["progressDeadlineSeconds"], "must be greater than minReadySeconds", found, `more than ${minReadySeconds}`);
  }
  return undefined;
}

function isZero(value: number | string | undefined): boolean {
  return value === 0 || value === "0%";
}

function refused(path: Path, message: string, found: string, accepted: string): Refused {
  return { path: ["spec", ...path], message, found, accepted };
}
