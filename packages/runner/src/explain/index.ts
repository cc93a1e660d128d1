/** Why a pod is where it is. */
export { explainPod, podKeysLike, EXPLANATION_VERSION, type Explanation, type ExplainedAttempt } from "./explain-pod.ts";
export { findSubject } from "./find-subject.ts";
export { whyNode, whyPod, whyWorkload } from "./why-subject.ts";
export type * from "./why.ts";
export { WHY_VERSION } from "./why.ts";
