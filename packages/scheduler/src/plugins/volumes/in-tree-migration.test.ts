import type { PersistentVolume, Volume } from "@orrery/sim-core/model";
import { describe, expect, test } from "vitest";
import { inTreePluginOf, translateInlineVolume, translateNodeAffinity, translateVolume } from "./in-tree-migration.ts";

const ZONE = "topology.kubernetes.io/zone";
const BETA_ZONE = "failure-domain.beta.kubernetes.io/zone";
const BETA_REGION = "failure-domain.beta.kubernetes.io/region";

function inline(source: Omit<Volume, "name">) {
  const volume: Volume = { name: "v", ...source };
  return translateInlineVolume(inTreePluginOf(volume)!, volume);
}

describe("inline volumes", () => {
  const table: [title: string, source: Omit<Volume, "name">, handle: string][] = [
    ["GCE disk, zone unknown", { gcePersistentDisk: { pdName: "d" } }, "projects/UNSPECIFIED/zones/UNSPECIFIED/disks/d"],
    ["EBS volume by its ID", { awsElasticBlockStore: { volumeID: "vol-1" } }, "vol-1"],
    ["EBS volume by its address", { awsElasticBlockStore: { volumeID: "aws://us-east-1a/vol-1" } }, "vol-1"],
    ["Cinder", { cinder: { volumeID: "c" } }, "c"],
    ["Azure disk", { azureDisk: { diskName: "n", diskURI: "/subscriptions/1/d" } }, "/subscriptions/1/d"],
    ["Portworx", { portworxVolume: { volumeID: "p" } }, "p"],
  ];
  test.each(table)("%s", (_title, source, volumeHandle) => expect(inline(source)).toMatchObject({ volumeHandle }));

  test("an EBS address without a volume is refused", () => {
    expect(inline({ awsElasticBlockStore: { volumeID: "aws://us-east-1a/disk" } })).toBe(
      "failed to translate Kubernetes ID to EBS Volume ID Invalid format for AWS volume (aws://us-east-1a/disk)",
    );
  });
  test("an Azure disk that is not managed is refused", () => {
    const azureDisk = { diskName: "n", diskURI: "u", kind: "Dedicated" };
    expect(inline({ azureDisk })).toBe("kind(Dedicated) is not supported in csi migration");
  });
  test("what has no successor is none of them", () => expect(inTreePluginOf({ name: "v", emptyDir: {} })).toBeUndefined());
});

describe("GCE volumes", () => {
  const handle = (labels: Record<string, string>) => {
    const volume: PersistentVolume = { metadata: { name: "pv", labels }, spec: { gcePersistentDisk: { pdName: "d" } } };
    const source = translateVolume(inTreePluginOf(volume.spec)!, volume);
    return typeof source === "string" ? source : source.volumeHandle;
  };
  test("are zonal with one zone", () => expect(handle({ [ZONE]: "us-a-1" })).toBe("projects/UNSPECIFIED/zones/us-a-1/disks/d"));
  test("are regional with several", () => expect(handle({ [ZONE]: "us-a-1__us-a-2" })).toBe("projects/UNSPECIFIED/regions/us-a/disks/d"));
  test("believe the beta label first", () => expect(handle({ [ZONE]: "x", [BETA_ZONE]: "us-a-1" })).toMatch(/zones\/us-a-1/));
  test("of two regions are refused", () => {
    expect(handle({ [ZONE]: "us-b-1__eu-a-2" })).toBe(
      "failed to get region from zones: multiple or no regions gotten from zones, got: map[eu-a:{} us-b:{}]",
    );
  });
  test("of odd zones are refused", () => expect(handle({ [ZONE]: "a__b" })).toMatch(/zone in unexpected format.*got: a$/));
});

describe("zones under the CSI driver's label", () => {
  const KEY = "topology.ebs.csi.aws.com/zone";
  const translated = (labels: Record<string, string>, ...expressions: { key: string; operator: string; values: string[] }[]) => {
    const nodeAffinity =
      expressions.length === 0 ? {} : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: expressions }] } } };
    const volume: PersistentVolume = {
      metadata: { name: "pv", labels },
      spec: { awsElasticBlockStore: { volumeID: "v" }, ...nodeAffinity },
    };
    const selector = translateNodeAffinity(inTreePluginOf(volume.spec)!, volume);
    return typeof selector === "string" ? selector : selector?.nodeSelectorTerms[0]?.matchExpressions;
  };
  const isIn = (key: string, ...values: string[]) => ({ key, operator: "In", values });

  test("take the place of the zone in the affinity", () =>
    expect(translated({ [ZONE]: "other" }, isIn(ZONE, "z1"))).toEqual([isIn(KEY, "z1")]));
  test("come from the label where the affinity has none", () => {
    expect(translated({ [ZONE]: "z1__z2" }, isIn("disk", "ssd"))).toEqual([isIn("disk", "ssd"), isIn(KEY, "z1", "z2")]);
    expect(translated({ [ZONE]: "z1" })).toEqual([isIn(KEY, "z1")]);
  });
  test("a beta region becomes the GA one beside a beta zone", () => {
    expect(translated({}, isIn(BETA_ZONE, "z1"), isIn(BETA_REGION, "r1"))).toEqual([
      isIn(KEY, "z1"),
      isIn("topology.kubernetes.io/region", "r1"),
    ]);
  });
  test("nothing known, nothing asked", () => expect(translated({})).toBeUndefined());
});
