/** A typed policy made a program. The compiler comes when the first policy does. */
import type { CompiledPolicy } from "@orrery/runner/policy-text";

/** Rejects with a PolicyError that has the place of what is wrong; nothing of the text is run. */
export async function checkedPolicy(typed: string): Promise<CompiledPolicy> {
  const { compilePolicy } = await import("@orrery/runner/policy-text");
  return compilePolicy(typed);
}
