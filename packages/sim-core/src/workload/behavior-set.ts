/** Finds what each container of a pod does: the first rule that names it, found once for all pods of one manifest. */
import { isSidecar, labelMap, type LabelMap, type ObjectMeta, type PodSpec } from "../model/index.ts";
import type { BehaviorRule, ContainerBehavior } from "./behavior.ts";

/** What pods of one manifest share; never changed. */
export interface BehaviorSubject {
  readonly metadata: Pick<ObjectMeta, "namespace" | "labels">;
  readonly spec: PodSpec;
}

/** Does nothing, uses nothing, answers at once, runs until it is stopped and heeds the signal without a handler. */
export const IDLE: ContainerBehavior = {
  cpu: { kind: "constant", value: 0 },
  memory: { kind: "constant", value: 0 },
  disk: { kind: "constant", value: 0 },
  processes: 0,
  startup: undefined,
  work: undefined,
  exit: { afterUs: undefined, code: 0 },
  crash: undefined,
  hang: undefined,
  answerUs: 0,
  stopUs: 0,
  stopCode: 143,
  postStartUs: 0,
  preStopUs: 0,
  supervisedRestartUs: undefined,
};

/**
 * The rules of a scenario, in order. A rule without a container's name is for app containers and sidecars; an init container that runs to
 * its end is named by name only.
 */
export class BehaviorSet {
  private readonly rules: readonly BehaviorRule[];
  private readonly found = new WeakMap<BehaviorSubject, readonly ContainerBehavior[]>();

  constructor(rules: readonly BehaviorRule[]) {
    this.rules = rules;
  }

  /** Whether no rule names any container of the pod. */
  isIdle(subject: BehaviorSubject): boolean {
    return this.of(subject) === ALL_IDLE;
  }

  /** @param container its number: init containers in order, then the others */
  behavior(subject: BehaviorSubject, container: number): ContainerBehavior {
    return this.of(subject)[container] ?? IDLE;
  }

  private of(subject: BehaviorSubject): readonly ContainerBehavior[] {
    let behaviors = this.found.get(subject);
    if (behaviors === undefined) {
      behaviors = this.rules.length === 0 ? ALL_IDLE : this.find(subject);
      this.found.set(subject, behaviors);
    }
    return behaviors;
  }

  private find({ metadata, spec }: BehaviorSubject): readonly ContainerBehavior[] {
    const labels = labelMap(metadata.labels);
    const named = this.rules.filter((rule) => namesPod(rule, metadata.namespace ?? "default", labels));
    const behaviorOf = (name: string, byNameOnly: boolean): ContainerBehavior =>
      named.find(({ container }) => container === name || (container === undefined && !byNameOnly))?.behavior ?? IDLE;
    const behaviors = [
      ...(spec.initContainers ?? []).map((each) => behaviorOf(each.name, !isSidecar(each))),
      ...spec.containers.map(({ name }) => behaviorOf(name, false)),
    ];
    return behaviors.every((behavior) => behavior === IDLE) ? ALL_IDLE : behaviors;
  }
}

/** Stands for the behaviours of a pod that has none. */
const ALL_IDLE: readonly ContainerBehavior[] = Object.freeze([IDLE]);

function namesPod({ namespace, selector }: BehaviorRule, podNamespace: string, labels: LabelMap): boolean {
  return (namespace === undefined || namespace === podNamespace) && selector.matches(labels);
}
