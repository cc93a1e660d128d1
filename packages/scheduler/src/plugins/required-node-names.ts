/** The nodes that required node affinity names: a pod bound to single nodes need not search all of them. */
import type { NodeSelectorTerm } from "@orrery/sim-core/model";

/**
 * The only nodes that can match, when every term (they are ORed) asks for `metadata.name In [...]`; several such conditions in
 * one term must all hold. undefined: any node may match; empty: none can.
 *
 * Source: pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go, PreFilter.
 */
export function requiredNodeNames(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  if (terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const term of terms) {
    const ofTerm = namesOfTerm(term);
    if (ofTerm === undefined) return undefined;
    for (const name of ofTerm) names.add(name);
  }
  return names;
}

function namesOfTerm(term: NodeSelectorTerm): readonly string[] | undefined {
  let names: readonly string[] | undefined;
  for (const { key, operator, values } of term.matchFields ?? []) {
    if (key !== "metadata.name" || operator !== "In") continue;
    const wanted = values ?? [];
    names = names === undefined ? wanted : names.filter((name) => wanted.includes(name));
  }
  return names;
}
