/** A typed policy made a program. The compiler comes when the first policy does. */
import { PolicyError } from "@orrery/runner/own-policy";
import type { CompiledPolicy } from "@orrery/runner/policy-text";

/** Rejects with a PolicyError that has the place of what is wrong; nothing of the text is run. */
export async function checkedPolicy(typed: string): Promise<CompiledPolicy> {
  // Offline before it was ever wanted, or another version of the page is there by now.
  const compiler = await import("@orrery/runner/policy-text").catch(() => {
    throw new PolicyError("what compiles policies could not be loaded; reload the page to try again");
  });
  return compiler.compilePolicy(typed);
}
