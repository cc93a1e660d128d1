/** Scheduling policies of one's own in the terminal. */
export { policyComplaint, readPolicy, STANDARD_INPUT } from "./read-policy.ts";
export { PolicyCalls, type Running } from "./policy-calls.ts";
export { policyInContext } from "./policy-in-context.ts";
