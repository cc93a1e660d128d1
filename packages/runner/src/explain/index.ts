/** Why a pod is where it is. */
export { explainPod, podKeysLike, EXPLANATION_VERSION, type Explanation, type ExplainedAttempt } from "./explain-pod.ts";
