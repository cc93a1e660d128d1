/** Behaviours that will hardly do what their author wants: they match nothing, die at once, or never get through their start-up. */
import { isSidecar, labelMap, newQuantity, quantityMilliValue, quantityValue } from "@orrery/sim-core/model";
import type { Container, PodSpec, Probe } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import type { BehaviorRule, Curve } from "@orrery/sim-core/workload";
import type { Path } from "./problem.ts";

/** What pods of the scenario are made from, and their name in a sentence: `the pods of workload w`. */
export interface NamedSource {
  readonly source: PodSource;
  readonly what: string;
}

type Warn = (path: Path, message: string, accepted: string) => void;

export function checkBehaviors(rules: readonly BehaviorRule[], sources: readonly NamedSource[], warn: Warn): void {
  const containers = rules.length === 0 ? [] : sources.flatMap((each) => containersOf(each));
  const first = containers.map((container) => rules.findIndex((rule) => isMatch(rule, container)));
  for (const [index, rule] of rules.entries()) {
    const path = ["spec", "behaviors", index];
    const own = containers.filter((_, i) => first[i] === index);
    if (own.length === 0) {
      const before = first[containers.findIndex((container) => isMatch(rule, container))];
      if (before === undefined) warn(path, "it matches no container of the scenario", nearby(rule, containers));
      else warn(path, `every container that it matches has a behavior before it: ${rules[before]!.name}`, "the narrower behavior first");
      continue;
    }
    checkMemory(rule, own, [...path, "memory"], warn);
    checkStartup(rule, own, [...path, "startup"], warn);
  }
}

interface PlacedContainer extends NamedSource {
  readonly container: Container;
  /** An init container that ends before the others start: only a rule that names it means it. */
  readonly ends: boolean;
}

function containersOf({ source, what }: NamedSource): PlacedContainer[] {
  const { initContainers = [], containers }: PodSpec = source.spec;
  return [
    ...initContainers.map((container) => ({ source, what, container, ends: !isSidecar(container) })),
    ...containers.map((container) => ({ source, what, container, ends: false })),
  ];
}

function isMatch(rule: BehaviorRule, { source, container, ends }: PlacedContainer): boolean {
  return matchesPod(rule, source) && (rule.container === undefined ? !ends : rule.container === container.name);
}

function matchesPod({ namespace, selector }: BehaviorRule, { metadata }: PodSource): boolean {
  return (namespace === undefined || namespace === (metadata.namespace ?? "default")) && selector.matches(labelMap(metadata.labels));
}

/** What would match: containers of the pods meant, or labels of pods in the namespace meant. */
function nearby(rule: BehaviorRule, containers: readonly PlacedContainer[]): string {
  const some = (values: readonly string[]): string => {
    const distinct = [...new Set(values)];
    return `${distinct.slice(0, 5).join(", ")}${distinct.length > 5 ? ", ..." : ""}`;
  };
  const ofPods = containers.filter(({ source }) => matchesPod(rule, source)).map(({ container }) => container.name);
  if (ofPods.length > 0) return `containers of these pods: ${some(ofPods)}`;
  const labels = containers.flatMap(({ source }) => Object.entries(source.metadata.labels ?? {}).map((label) => label.join("=")));
  return labels.length === 0 ? "a selector of pods that the scenario has" : `labels of pods: ${some(labels)}`;
}

function checkMemory({ behavior }: BehaviorRule, containers: readonly PlacedContainer[], path: Path, warn: Warn): void {
  const bytes = leastAtStart(behavior.memory);
  const victim = containers.find(({ container }) => limitOf(container, "memory") < bytes);
  if (victim === undefined) return;
  const limit = victim.container.resources!.limits!["memory"];
  const text = newQuantity(bytes, "BinarySI").toString();
  const message = `${text} are more than the limit of ${limit} of container ${victim.container.name} of ${victim.what}: it is OOMKilled at once`;
  warn(path, message, `at most ${limit}`);
}

/** What a container holds as soon as it runs, whatever is drawn. */
function leastAtStart(curve: Curve): number {
  switch (curve.kind) {
    case "constant":
      return curve.value;
    case "steps":
      return curve.from === "start" ? curve.values[0]! : Math.min(...curve.values);
    case "diurnal":
      return Math.min(curve.low, curve.high);
    case "bursts":
      return Math.min(curve.base, curve.burst);
    case "ramp":
    case "leak":
      return curve.from;
    case "jvm":
      return curve.nonHeapBytes + curve.initialHeapBytes;
    case "sum":
      return curve.parts.reduce((sum, part) => sum + leastAtStart(part), 0);
  }
}

function checkStartup({ behavior }: BehaviorRule, containers: readonly PlacedContainer[], path: Path, warn: Warn): void {
  const { startup } = behavior;
  if (startup === undefined) return;
  for (const { container, what } of containers) {
    const [kind, probe] = deadline(container);
    if (probe === undefined) continue;
    const cores = Math.min(startup.work?.threads ?? 1, limitOf(container, "cpu") / 1000);
    const seconds = ((startup.waitUs?.mean ?? 0) + (startup.work?.cpuUs.mean ?? 0) / cores) / 1e6;
    const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 } = probe;
    const budget = initialDelaySeconds + periodSeconds * failureThreshold;
    if (seconds <= budget) continue;
    const took = `it takes ${Math.round(seconds)} s even at full speed`;
    const message = `${took}, but the ${kind} of container ${container.name} of ${what} has it killed after ${budget} s`;
    return warn(path, message, "a startupProbe, a higher failureThreshold, or a higher CPU limit");
  }
}

/** The probe that ends a start-up that takes too long. */
function deadline({ startupProbe, livenessProbe }: Container): readonly [string, Probe | undefined] {
  return startupProbe === undefined ? ["livenessProbe", livenessProbe] : ["startupProbe", startupProbe];
}

/** Thousandths of cores, or bytes; Infinity: none. */
function limitOf({ resources }: Container, resource: "cpu" | "memory"): number {
  const limit = resources?.limits?.[resource];
  if (limit === undefined) return Infinity;
  return resource === "cpu" ? quantityMilliValue(limit) : quantityValue(limit);
}
