/** The text of a policy from a file, as a program; what is wrong with it has file, line and column. */
import { PolicyError } from "@orrery/runner/own-policy";
import { compilePolicy } from "@orrery/runner/policy-text";
import { UserError } from "../job/index.ts";
import type { JobPolicy } from "../job/index.ts";

/** What a file called `-` is in messages. */
export const STANDARD_INPUT = "standard input";

/** @throws UserError for a text that is no policy; nothing of it is run */
export function readPolicy(file: string, text: string): JobPolicy {
  const name = file === "-" ? STANDARD_INPUT : file;
  try {
    return { file: name, text, ...compilePolicy(text) };
  } catch (cause) {
    throw policyComplaint(cause, name);
  }
}

/** What a PolicyError says to a user; everything else stays what it is. */
export function policyComplaint(cause: unknown, file: string): unknown {
  if (!(cause instanceof PolicyError)) return cause;
  const { line, column } = cause.place;
  return new UserError(`${file}${line > 0 ? `:${line}:${column}` : ""}: ${cause.message}`);
}
