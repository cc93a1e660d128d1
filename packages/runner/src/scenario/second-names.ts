/** Objects that are there twice: a cluster has one of each kind, namespace and name. The second is refused, and the first is shown. */
import { objectKey } from "@orrery/sim-core/store";
import type { ApiObject } from "@orrery/sim-core/store";
import type { InputNode } from "../simulation/index.ts";
import { ScenarioError } from "./problem.ts";
import type { Path, ScenarioProblem } from "./problem.ts";
import type { LocatedManifest } from "./resolve-scenario.ts";
import type { YamlDocument } from "./yaml-source.ts";

/** A node and what of the scenario it comes from. */
export interface LocatedNode {
  readonly name: string;
  readonly document: YamlDocument;
  readonly path: Path;
}

/** A problem for each object of the manifests that an earlier one has the name of. */
export function secondManifests(manifests: readonly LocatedManifest[]): ScenarioProblem[] {
  const first = new Map<string, LocatedManifest>();
  const problems: ScenarioProblem[] = [];
  for (const located of manifests) {
    const { manifest, document, path } = located;
    const { kind, metadata } = manifest;
    const key = kind === "Node" ? `Node/${metadata.name}` : objectKey(manifest as ApiObject);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, located);
      continue;
    }
    const accepted = `a name of its own for each ${kind}${key.split("/").length > 2 ? " of a namespace" : ""}; the first is at ${placeOf(before.document, [...before.path, "metadata", "name"])}`;
    const message = `a second ${key.replace("/", " ")}`;
    problems.push(document.problem("error", [...path, "metadata", "name"], message, JSON.stringify(metadata.name), accepted));
  }
  return problems;
}

/** The first node that an earlier one has the name of; undefined: each has its own. */
export function secondNode(nodes: readonly LocatedNode[]): ScenarioProblem | undefined {
  const first = new Map<string, LocatedNode>();
  for (const node of nodes) {
    const { name, document, path } = node;
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, node);
      continue;
    }
    const here = document.problem("error", path, `two nodes are named ${name}`, JSON.stringify(name), "");
    const there = placeOf(before.document, before.path);
    const isElsewhere = there !== `${here.file}:${here.line}:${here.column}`;
    const differ = path.includes("nodePools") ? "names that differ: {index} in namePattern" : "a name of its own for each node";
    return { ...here, accepted: isElsewhere ? `${differ}; the first is at ${there}` : differ };
  }
  return undefined;
}

/**
 * Node files that are read together; each has been read by itself, so that its own names differ.
 *
 * @throws ScenarioError for a node that an earlier file has
 */
export function refuseSecondNodes(files: readonly { readonly file: string; readonly nodes: readonly InputNode[] }[]): void {
  const first = new Map<string, string>();
  for (const { file, nodes } of files)
    for (const { node } of nodes) {
      const { name } = node.metadata;
      const before = first.get(name);
      if (before === undefined) {
        first.set(name, file);
        continue;
      }
      const message = `a second node ${name}`;
      const accepted = `a name of its own for each node; the first is in ${before}`;
      throw new ScenarioError([{ severity: "error", file, line: 0, column: 0, path: "", message, found: JSON.stringify(name), accepted }]);
    }
}

function placeOf(document: YamlDocument, path: Path): string {
  const { file, line, column } = document.problem("error", path, "");
  return `${file}:${line}:${column}`;
}
