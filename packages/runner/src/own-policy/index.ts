/** A scheduling policy of one's own, TypeScript or JavaScript: what it is shown, and how it becomes a plugin of the scheduler. */
export { CALL_LIMIT_MS, OWN_POLICY, ownPolicy } from "./own-policy.ts";
export type { OwnPolicy, PolicyDefinitions, PolicyHost } from "./own-policy.ts";
export type { Policy, PolicyNode, PolicyPod, PolicyTaint, PolicyToleration } from "./policy-api.ts";
export { NOWHERE, PolicyError, thrownText } from "./policy-error.ts";
export type { PolicyPlace } from "./policy-error.ts";
export { NODE_FIELDS, POD_FIELDS, type PolicyField } from "./policy-fields.ts";
export { placeInText, placeOfThrown, type PolicyMap } from "./policy-map.ts";
export { refuseChance } from "./refuse-chance.ts";
