/** What may stand behind `pod.` and `node.` in a policy: the fields of the declarations, whatever the author calls the two. */
import { NODE_FIELDS, POD_FIELDS } from "@orrery/runner/own-policy";
import type { PolicyField } from "@orrery/runner/own-policy";

export interface PolicyProposals {
  /** What is typed of the field so far. */
  readonly typed: string;
  readonly fields: readonly PolicyField[];
}

/**
 * @param text of the whole policy
 * @param before the line up to the cursor
 * @returns undefined where nothing is known
 */
export function policyProposals(text: string, before: string): PolicyProposals | undefined {
  const found = /([A-Za-z_$][\w$]*)[?!]?\.([\w$]*)$/.exec(before);
  if (found === null) return undefined;
  const [, name = "", typed = ""] = found;
  const { pods, nodes } = namesIn(text);
  const fields = pods.has(name) ? POD_FIELDS : nodes.has(name) ? NODE_FIELDS : undefined;
  return fields === undefined ? undefined : { typed, fields };
}

/** Parameters of filter and score, and whatever has a type of the declarations. */
function namesIn(text: string): { readonly pods: ReadonlySet<string>; readonly nodes: ReadonlySet<string> } {
  const pods = new Set(["pod"]);
  const nodes = new Set(["node"]);
  for (const [, pod = "", node = ""] of text.matchAll(/\b(?:filter|score)\b[\s=]*(?:function\s*)?\(\s*([\w$]+)[^,)]*(?:,\s*([\w$]+))?/g)) {
    pods.add(pod);
    if (node !== "") nodes.add(node);
  }
  for (const [, name = "", type] of text.matchAll(/([\w$]+)\??\s*:\s*Policy(Pod|Node)\b(?!\s*\[)/g))
    (type === "Pod" ? pods : nodes).add(name);
  return { pods, nodes };
}
