/** What a name means: a pod, a node or a workload of the run; or the names that were probably meant. */
import { nearestName } from "../scenario/index.ts";
import type { RunHistory } from "../simulation/index.ts";
import type { WhySubject } from "./why.ts";

const SIMILAR = 5;

/**
 * @param name `namespace/name` or `name` of a pod, a node, a workload; `pod/`, `node/` or `workload/` before it says which. Without: a pod
 *   by its full name, then a node, then a workload, then a pod by its bare name, in the namespace default first.
 * @returns the subject, or names that are like it, the nearest first
 */
export function findSubject({ state }: RunHistory, name: string): WhySubject | { readonly similar: readonly string[] } {
  const keys = state.pods.map(({ key }) => key);
  const nodes = state.nodes.map(({ node }) => node.metadata.name);
  const workloads = [...new Set(state.pods.map(({ source }) => source.workload))].filter((each) => each !== "");
  const [, kind, rest] = /^(pod|node|workload)\/(.+)$/.exec(name) ?? [];
  if (keys.includes(name)) return { kind: "pod", name };
  const wants = (each: WhySubject["kind"]) => kind === undefined || kind === each;
  const bare = rest ?? name;
  if (wants("node") && nodes.includes(bare)) return { kind: "node", name: bare };
  // Workloads have no namespace, but the Deployments that some of them are do.
  const workload = [bare, nameOf(bare)].find((each) => workloads.includes(each));
  if (wants("workload") && workload !== undefined) return { kind: "workload", name: workload };
  const pod = keys.includes(bare)
    ? bare
    : keys.includes(`default/${bare}`)
      ? `default/${bare}`
      : keys.findLast((key) => nameOf(key) === bare);
  if (wants("pod") && pod !== undefined) return { kind: "pod", name: pod };
  const known = [...(wants("workload") ? workloads : []), ...(wants("node") ? nodes : []), ...(wants("pod") ? keys : [])];
  return { similar: similarTo(bare, known) };
}

function similarTo(name: string, known: readonly string[]): string[] {
  const byName = new Map(known.toReversed().map((each) => [nameOf(each), each]));
  const nearest = nearestName(nameOf(name), [...byName.keys()]);
  const stem = nameOf(name).replace(/[-_.]?\d*$/, "");
  const like = stem === "" ? [] : known.filter((each) => each.includes(stem));
  return [...new Set([...(nearest === undefined ? [] : [byName.get(nearest)!]), ...like, ...known])].slice(0, SIMILAR);
}

function nameOf(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}
