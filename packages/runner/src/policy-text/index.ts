/** The text of a policy of one's own, made a program. Apart from the policies themselves because it needs a compiler. */
export { compilePolicy, type CompiledPolicy } from "./compile-policy.ts";
