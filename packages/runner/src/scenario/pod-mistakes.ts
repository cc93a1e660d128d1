/** What the API server refuses of a pod beyond its shape: amounts, names and probes that contradict each other. */
import { isExtendedResourceName, isSidecar, parseQuantity } from "@orrery/sim-core/model";
import type { Container, PodSpec } from "@orrery/sim-core/model";
import type { Path } from "./problem.ts";

/** Something that the API server refuses, at a path below the manifest. */
export interface Refused {
  readonly path: Path;
  readonly message: string;
  readonly found: string;
  readonly accepted: string;
}

/** The first one. Source: pkg/apis/core/validation/validation.go. */
export function podMistake(spec: PodSpec): Refused | undefined {
  const names = new Set<string>();
  for (const list of ["initContainers", "containers"] as const) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      const path = ["spec", list, index];
      if (names.has(container.name)) {
        const found = JSON.stringify(container.name);
        return { path: [...path, "name"], message: "a second container of this name", found, accepted: "a name of its own" };
      }
      names.add(container.name);
      const mistake =
        resourceMistake(container, path) ??
        (list === "initContainers" ? initMistake(container, path) : undefined) ??
        sleepMistake(container, spec.terminationGracePeriodSeconds ?? 30, path);
      if (mistake !== undefined) return mistake;
    }
  }
  return undefined;
}

/** Source: ValidateResourceRequirements. */
function resourceMistake({ resources }: Container, container: Path): Refused | undefined {
  const path = [...container, "resources", "requests"];
  for (const [name, amount] of Object.entries(resources?.requests ?? {})) {
    const limit = resources?.limits?.[name];
    if (!isExtendedResourceName(name)) {
      if (limit === undefined || parseQuantity(amount).cmp(parseQuantity(limit)) <= 0) continue;
      const message = `must be less than or equal to ${name} limit of ${limit}`;
      return { path: [...path, name], message, found: String(amount), accepted: `at most ${limit}` };
    }
    if (limit !== undefined && parseQuantity(amount).cmp(parseQuantity(limit)) === 0) continue;
    const message =
      limit === undefined ? `limit must be set for non overcommitable resource ${name}` : `must be equal to ${name} limit of ${limit}`;
    return { path: [...path, name], message, found: String(amount), accepted: "equal requests and limits" };
  }
  return undefined;
}

/** Source: validateInitContainers. */
function initMistake(container: Container, path: Path): Refused | undefined {
  if (isSidecar(container)) return undefined;
  for (const field of ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"] as const) {
    if (container[field] === undefined || container[field] === null) continue;
    const accepted = "none, or restartPolicy: Always, which makes it a sidecar";
    return { path: [...path, field], message: "must not be set for init containers", found: "", accepted };
  }
  return undefined;
}

/** Source: validateSleepAction. */
function sleepMistake({ lifecycle }: Container, graceSeconds: number, path: Path): Refused | undefined {
  const hooks = (lifecycle ?? {}) as { readonly [hook: string]: { readonly sleep?: { readonly seconds?: number } } | undefined };
  const seconds = hooks["preStop"]?.sleep?.seconds ?? 0;
  if (seconds <= graceSeconds) return undefined;
  const message = "must not be longer than terminationGracePeriodSeconds";
  return {
    path: [...path, "lifecycle", "preStop", "sleep", "seconds"],
    message,
    found: String(seconds),
    accepted: `at most ${graceSeconds}`,
  };
}
