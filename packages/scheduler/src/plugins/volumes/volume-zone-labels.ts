/** The zones and regions a volume's labels bind it to. Source: volumezone/volume_zone.go, v1.36.2. */
import type { LabelMap, PersistentVolume } from "@orrery/sim-core/model";

export interface VolumeTopology {
  /** A zone or region label, in its GA or beta name. */
  readonly key: string;
  /** The values a node may have there. */
  readonly values: ReadonlySet<string>;
}

export const ZONE = "topology.kubernetes.io/zone";
export const REGION = "topology.kubernetes.io/region";
export const BETA_ZONE = "failure-domain.beta.kubernetes.io/zone";
export const BETA_REGION = "failure-domain.beta.kubernetes.io/region";
/** Separates zones in one label value. */
export const ZONE_DELIMITER = "__";

const TOPOLOGY_LABELS = [BETA_ZONE, BETA_REGION, ZONE, REGION];

/** One entry per zone or region label of the volume; a value with an empty part is ignored. */
export function volumeTopologies(volume: PersistentVolume): VolumeTopology[] {
  const out: VolumeTopology[] = [];
  for (const key of TOPOLOGY_LABELS) {
    const value = volume.metadata.labels?.[key];
    if (value === undefined) continue;
    const parts = value.split(ZONE_DELIMITER).map((part) => part.trim());
    if (!parts.includes("")) out.push({ key, values: new Set(parts) });
  }
  return out;
}

/** Whether a node with `labels` lies in all of `topologies`; a node without any zone or region label always does. */
export function nodeInTopologies(labels: LabelMap, topologies: readonly VolumeTopology[]): boolean {
  if (!TOPOLOGY_LABELS.some((key) => labels.has(key))) return true;
  return topologies.every(({ key, values }) => {
    const value = labels.get(key) ?? labels.get(gaName(key));
    return value !== undefined && values.has(value);
  });
}

/** Whether both volumes are bound to the same zones and regions. */
export function sameTopologies(a: readonly VolumeTopology[], b: readonly VolumeTopology[]): boolean {
  return a.length === b.length && a.every((one, i) => one.key === b[i]!.key && sameSet(one.values, b[i]!.values));
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}

function gaName(key: string): string {
  if (key === BETA_ZONE) return ZONE;
  return key === BETA_REGION ? REGION : key;
}
