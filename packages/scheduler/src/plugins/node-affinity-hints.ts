/** When a pod that NodeAffinity refused should be tried again: a node joined or was relabelled, and matches now but not before. */
import { compileRequiredNodeAffinity, labelMap } from "@orrery/sim-core/model";
import type { CompiledNodeSelector, Node, NodeFacts, RequiredNodeAffinity } from "@orrery/sim-core/model";
import { Action } from "../framework/index.ts";
import type { EventRegistration, HintDecision, PodTemplate } from "../framework/index.ts";

/** @param enforced the required part of the profile's `addedAffinity` */
export function nodeAffinityEvents(enforced: CompiledNodeSelector | undefined): EventRegistration[] {
  const required = new WeakMap<PodTemplate, RequiredNodeAffinity>();
  const requiredBy = (template: PodTemplate): RequiredNodeAffinity => {
    let known = required.get(template);
    if (known === undefined) {
      known = compileRequiredNodeAffinity(template.spec);
      required.set(template, known);
    }
    return known;
  };
  return [
    {
      event: { resource: "Node", action: Action.Add | Action.UpdateNodeLabel },
      hint: ({ template }, oldNode, newNode) =>
        afterNodeChange(requiredBy(template), enforced, oldNode as Node | undefined, newNode as Node),
    },
  ];
}

/** @throws Error where a term does not parse and no other term matches; that counts as "Queue". */
function afterNodeChange(
  required: RequiredNodeAffinity,
  enforced: CompiledNodeSelector | undefined,
  before: Node | undefined,
  after: Node,
): HintDecision {
  const now = factsOf(after);
  if (enforced !== undefined && !enforced.match(now)) return "QueueSkip";
  if (!matches(required, now)) return "QueueSkip";
  if (before === undefined) return "Queue";
  return matches(required, factsOf(before)) ? "QueueSkip" : "Queue";
}

function matches(required: RequiredNodeAffinity, node: NodeFacts): boolean {
  const { match, error } = required.check(node);
  if (error !== undefined) throw new Error(error);
  return match;
}

function factsOf(node: Node): NodeFacts {
  return { name: node.metadata.name, labels: labelMap(node.metadata.labels) };
}
