/**
 * Zones of a built-in volume, rewritten to the label that the CSI driver puts on nodes.
 * Source: csi-translation-lib/plugins/in_tree_volume.go (translateTopologyFromInTreeToCSI), v0.36.2.
 */
import type { LabelSelectorRequirement, NodeSelector, NodeSelectorTerm, PersistentVolume } from "@orrery/sim-core/model";
import { BETA_REGION, BETA_ZONE, REGION, ZONE, ZONE_DELIMITER } from "./volume-zone-labels.ts";

/** The node affinity of `volume` with its zone under `csiKey`; zone labels stand in where the affinity names no zone. */
export function translateTopology(volume: PersistentVolume, csiKey: string): NodeSelector | undefined {
  const terms = volume.spec.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  const labels = volume.metadata.labels ?? {};
  const [zoneKey, regionKey] = namesInUse(terms, labels);
  let out: NodeSelectorTerm[] | undefined = volume.spec.nodeAffinity?.required === undefined ? undefined : terms;
  if (hasValues(terms, zoneKey)) out = renamed(terms, zoneKey, csiKey);
  else if (labels[zoneKey] !== undefined) out = withZones(terms, csiKey, labels[zoneKey]) ?? out;
  if (regionKey === BETA_REGION && out !== undefined && hasValues(out, BETA_REGION)) out = renamed(out, BETA_REGION, REGION);
  return out === undefined ? undefined : { nodeSelectorTerms: out };
}

/** GA or beta names, whichever the volume uses; affinity goes before labels. */
function namesInUse(terms: readonly NodeSelectorTerm[], labels: Readonly<Record<string, string>>): [zone: string, region: string] {
  const inTerms = (key: string) => terms.some((term) => (term.matchExpressions ?? []).some((expression) => expression.key === key));
  const isBeta = !inTerms(ZONE) && (inTerms(BETA_ZONE) || (labels[ZONE] === undefined && labels[BETA_ZONE] !== undefined));
  return isBeta ? [BETA_ZONE, BETA_REGION] : [ZONE, REGION];
}

function hasValues(terms: readonly NodeSelectorTerm[], key: string): boolean {
  return terms.some((term) =>
    (term.matchExpressions ?? []).some((expression) => expression.key === key && (expression.values ?? []).length > 0),
  );
}

function renamed(terms: readonly NodeSelectorTerm[], from: string, to: string): NodeSelectorTerm[] {
  const rename = (expression: LabelSelectorRequirement) => (expression.key === from ? { ...expression, key: to } : expression);
  return terms.map((term) =>
    term.matchExpressions === undefined ? term : { ...term, matchExpressions: term.matchExpressions.map(rename) },
  );
}

/** Adds the zones of a label to every term, or makes a term of them; undefined when the label names none. */
function withZones(terms: readonly NodeSelectorTerm[], key: string, label: string): NodeSelectorTerm[] | undefined {
  const values = [...new Set(label.split(ZONE_DELIMITER).map((zone) => zone.trim()))].filter((zone) => zone !== "");
  if (values.length === 0) return undefined;
  const base: readonly NodeSelectorTerm[] = terms.length === 0 ? [{}] : terms;
  return base.map((term) => ({ ...term, matchExpressions: [...(term.matchExpressions ?? []), { key, operator: "In", values }] }));
}
