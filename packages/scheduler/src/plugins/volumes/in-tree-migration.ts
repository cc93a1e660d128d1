/**
 * Volumes of Kubernetes' former built-in drivers, as the CSI drivers that replaced them see them.
 *
 * Not modelled: percent escapes in `aws://` volume IDs. Azure Files and vSphere volumes are never counted or translated by the scheduler,
 * so only their names are here. Source: csi-translation-lib (translate.go, plugins/), v0.36.2; nodevolumelimits/utils.go.
 */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { NodeSelector, PersistentVolume, Volume } from "@orrery/sim-core/model";
import { translateTopology } from "./in-tree-topology.ts";
import { BETA_ZONE, ZONE, ZONE_DELIMITER } from "./volume-zone-labels.ts";

export interface InTreePlugin {
  /** The field of a pod's volume or of a PersistentVolume's spec. */
  readonly field: string;
  /** Name as a provisioner, e.g. "kubernetes.io/gce-pd". */
  readonly name: string;
  /** The CSI driver that took over. */
  readonly driver: string;
  /** The node label by which that driver restricts volumes to zones. */
  readonly topologyKey?: string;
  /** The scheduler treats such volumes as CSI volumes. */
  readonly migrated: boolean;
}

export interface CsiSource {
  readonly driver: string;
  readonly volumeHandle: string;
}

const PLUGINS: readonly InTreePlugin[] = [
  {
    field: "gcePersistentDisk",
    name: "kubernetes.io/gce-pd",
    driver: "pd.csi.storage.gke.io",
    topologyKey: "topology.gke.io/zone",
    migrated: true,
  },
  {
    field: "awsElasticBlockStore",
    name: "kubernetes.io/aws-ebs",
    driver: "ebs.csi.aws.com",
    topologyKey: "topology.ebs.csi.aws.com/zone",
    migrated: true,
  },
  {
    field: "cinder",
    name: "kubernetes.io/cinder",
    driver: "cinder.csi.openstack.org",
    topologyKey: "topology.cinder.csi.openstack.org/zone",
    migrated: true,
  },
  { field: "azureDisk", name: "kubernetes.io/azure-disk", driver: "disk.csi.azure.com", migrated: true },
  { field: "portworxVolume", name: "kubernetes.io/portworx-volume", driver: "pxd.portworx.com", migrated: true },
  { field: "azureFile", name: "kubernetes.io/azure-file", driver: "file.csi.azure.com", migrated: false },
  { field: "vsphereVolume", name: "kubernetes.io/vsphere-volume", driver: "csi.vsphere.vmware.com", migrated: false },
];

/** The built-in driver of a pod's inline volume or of a PersistentVolume's spec, if it is one that has a CSI successor. */
export function inTreePluginOf(source: Readonly<Record<string, unknown>>): InTreePlugin | undefined {
  return PLUGINS.find((plugin) => source[plugin.field] !== undefined && source[plugin.field] !== null);
}

export function inTreePluginNamed(provisioner: string): InTreePlugin | undefined {
  return PLUGINS.find((plugin) => plugin.name === provisioner);
}

/**
 * The CSI volume behind an inline volume of a migrated driver.
 * @returns a text when it cannot be translated
 */
export function translateInlineVolume(plugin: InTreePlugin, volume: Volume): CsiSource | string {
  const source = fieldsOf(volume[plugin.field]);
  if (plugin.field === "gcePersistentDisk") return gceSource(plugin, "zones", UNSPECIFIED, source);
  return simpleSource(plugin, source);
}

/**
 * The CSI volume behind a PersistentVolume of a migrated driver.
 * @returns a text when it cannot be translated
 */
export function translateVolume(plugin: InTreePlugin, volume: PersistentVolume): CsiSource | string {
  const source = fieldsOf(volume.spec[plugin.field]);
  return plugin.field === "gcePersistentDisk" ? gceVolume(plugin, volume, source) : simpleSource(plugin, source);
}

/**
 * The node affinity of a translated PersistentVolume: zones under the driver's own label.
 * @returns a text when the volume cannot be translated
 */
export function translateNodeAffinity(plugin: InTreePlugin, volume: PersistentVolume): NodeSelector | undefined | string {
  const source = translateVolume(plugin, volume);
  if (typeof source === "string") return source;
  return plugin.topologyKey === undefined ? volume.spec.nodeAffinity?.required : translateTopology(volume, plugin.topologyKey);
}

const UNSPECIFIED = "UNSPECIFIED";

function gceSource(plugin: InTreePlugin, level: "zones" | "regions", place: string, source: Fields): CsiSource {
  return { driver: plugin.driver, volumeHandle: `projects/${UNSPECIFIED}/${level}/${place}/disks/${text(source, "pdName")}` };
}

/** The zone label tells a zonal disk from a regional one. */
function gceVolume(plugin: InTreePlugin, volume: PersistentVolume, source: Fields): CsiSource | string {
  const labels = volume.metadata.labels ?? {};
  const zones = (labels[BETA_ZONE] || labels[ZONE] || "").split(ZONE_DELIMITER);
  if (zones.length === 1) return gceSource(plugin, "zones", zones[0] || UNSPECIFIED, source);
  const regions = new Set<string>();
  for (const zone of zones) {
    const parts = zone.split("-");
    if (parts.length !== 3) {
      return `failed to get region from zones: zone in unexpected format, expected: {locale}-{region}-{zone}, got: ${zone}`;
    }
    regions.add(`${parts[0]}-${parts[1]}`);
  }
  const [region, ...more] = [...regions].sort(byCodeUnits);
  if (region === undefined || more.length > 0) {
    const shown = [region, ...more].map((name) => `${name}:{}`).join(" ");
    return `failed to get region from zones: multiple or no regions gotten from zones, got: map[${shown}]`;
  }
  return gceSource(plugin, "regions", region, source);
}

function simpleSource(plugin: InTreePlugin, source: Fields): CsiSource | string {
  if (plugin.field === "awsElasticBlockStore") return ebsSource(plugin, text(source, "volumeID"));
  if (plugin.field === "azureDisk") return azureDiskSource(plugin, source);
  return { driver: plugin.driver, volumeHandle: text(source, "volumeID") };
}

/** `vol-…` as it is, or the last part of `aws://zone/vol-…`. */
function ebsSource(plugin: InTreePlugin, id: string): CsiSource | string {
  if (!id.startsWith("aws://")) return { driver: plugin.driver, volumeHandle: id };
  const afterHost = /^aws:\/\/[^/?#]*([^?#]*)/.exec(id)?.[1] ?? "";
  const volumeHandle = afterHost.replace(/^\/+|\/+$/g, "");
  if (!/^vol-[^/]*$/.test(volumeHandle)) return `failed to translate Kubernetes ID to EBS Volume ID Invalid format for AWS volume (${id})`;
  return { driver: plugin.driver, volumeHandle };
}

/** Only managed disks moved to CSI. */
function azureDiskSource(plugin: InTreePlugin, source: Fields): CsiSource | string {
  const kind = source["kind"];
  if (typeof kind === "string" && kind.toLowerCase() !== "managed") return `kind(${kind}) is not supported in csi migration`;
  return { driver: plugin.driver, volumeHandle: text(source, "diskURI") };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(source: unknown): Fields {
  return typeof source === "object" && source !== null ? (source as Fields) : {};
}

function text(source: Fields, field: string): string {
  const value = source[field];
  return typeof value === "string" ? value : "";
}
