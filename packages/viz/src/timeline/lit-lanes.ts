/** Which lanes the filter looks for: those whose names have its words, and those that its pods and nodes belong to at this moment. */
import type { Frame } from "@orrery/runner/session";
import { matchesOf } from "../cluster/index.ts";
import type { Matches } from "../cluster/index.ts";

export type LaneTest = (name: string) => boolean;

/** What matches of a frame stands for, by kind of lane: found once for all pictures of the frame. */
const known = new WeakMap<Matches, { node?: ReadonlySet<string>; workload?: ReadonlySet<string> }>();

/** @returns undefined: no lane is looked for more than another */
export function litLanes(
  frame: Frame | undefined,
  texts: readonly string[],
  filter: string,
  kind: "node" | "workload",
): LaneTest | undefined {
  const matches = frame === undefined ? undefined : matchesOf(frame, texts, filter);
  if (frame === undefined || matches === undefined) return undefined;
  let names = known.get(matches);
  if (names === undefined) known.set(matches, (names = {}));
  const found = (names[kind] ??= kind === "node" ? nodesOf(frame, texts, matches) : workloadsOf(frame, texts, matches));
  const words = filter.split(/\s+/).filter((word) => word !== "");
  const isWords = words.every((word) => !word.includes("="));
  return (name) => found.has(name) || (isWords && words.every((word) => name.includes(word)));
}

function nodesOf({ nodes }: Frame, texts: readonly string[], matches: Matches): ReadonlySet<string> {
  const names = new Set<string>();
  for (let row = 0; row < nodes.count; row++) if (matches.nodes[row] === 1) names.add(texts[nodes.name[row]!]!);
  return names;
}

function workloadsOf({ pods }: Frame, texts: readonly string[], matches: Matches): ReadonlySet<string> {
  const ids = new Set<number>();
  for (let row = 0; row < pods.count; row++) if (matches.pods[row] === 1) ids.add(pods.workload[row]!);
  return new Set(Array.from(ids, (id) => texts[id]!));
}
