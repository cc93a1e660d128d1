/** The Kubernetes object model: objects, quantities, selectors, affinity, taints, pod resources, back-off, defaulting. */
export type * from "./objects.ts";
export { requirement, type Requirement, type SelectionOperator, SelectorError } from "./label-requirement.ts";
export { EVERYTHING, type LabelMap, labelMap, NOTHING, parseSelector, Selector, selectorFromLabelSelector, selectorFromMap } from "./labels.ts";
export {
  type CompiledNodeSelector, compileNodeSelector, compilePreferredTerms, compileRequiredNodeAffinity, type NodeFacts, type RequiredNodeAffinity,
} from "./node-affinity.ts";
export { findMatchingUntoleratedTaint, toleratesTaint } from "./tolerations.ts";
