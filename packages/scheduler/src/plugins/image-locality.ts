/**
 * ImageLocality: prefers nodes that have the pod's images already, unless few other nodes have them.
 * Source: pkg/scheduler/framework/plugins/imagelocality/image_locality.go, Kubernetes v1.36.2.
 */
import { byCodeUnits } from "@orrery/sim-core/model";
import { imageStatesOf } from "../framework/index.ts";
import type {
  Handle,
  ImageState,
  ImageStates,
  NodeInfo,
  Plugin,
  PodInfo,
  PodTemplate,
  ScoreColumn,
  Snapshot,
  Status,
} from "../framework/index.ts";
import { MAX_NODE_SCORE } from "./default-normalize-score.ts";

export const IMAGE_LOCALITY = "ImageLocality";

const MIB = 1024 * 1024;
/** Less than this does not count. */
const LEAST_BYTES = 23 * MIB;
/** More than this, per container, does not count more. */
const MOST_BYTES_PER_CONTAINER = 1000 * MIB;

/** The plugin; it takes no arguments. */
export function newImageLocality(_args: Record<string, unknown>, handle: Handle): Plugin {
  return new ImageLocality(handle);
}

class ImageLocality implements Plugin {
  readonly name = IMAGE_LOCALITY;
  readonly scoreReads = "cluster";
  private readonly handle: Handle;
  private readonly wantedImages = new WeakMap<PodTemplate, readonly string[]>();

  constructor(handle: Handle) {
    this.handle = handle;
  }

  uniformScore(_state: unknown, { template }: PodInfo, snapshot: Snapshot): number | undefined {
    return this.present(template, snapshot.images ?? imageStatesOf(snapshot.nodes)).length === 0 ? 0 : undefined;
  }

  score(_state: unknown, { template }: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    const { snapshot } = this.handle;
    const images = snapshot.images ?? imageStatesOf(snapshot.nodes);
    const present = this.present(template, images);
    const { containers, initContainers } = template.spec;
    const most = MOST_BYTES_PER_CONTAINER * (containers.length + (initContainers?.length ?? 0));
    const total = snapshot.nodes.length;
    for (let i = 0; i < count; i++) {
      out[i] = scoreOf(present.length === 0 ? 0 : scaledBytes(present, images, nodes[i]!.slot, total), most);
    }
    return undefined;
  }

  signPod({ template: { spec } }: PodInfo): readonly string[] {
    const names = new Set([...spec.containers, ...(spec.initContainers ?? [])].map((container) => normalizedImageName(container.image)));
    return [...names].sort(byCodeUnits);
  }

  /** Those of the pod's images that lie on some node, as often as the pod uses them. */
  private present(template: PodTemplate, images: ImageStates): ImageState[] {
    let wanted = this.wantedImages.get(template);
    if (wanted === undefined) {
      wanted = imagesOf(template);
      this.wantedImages.set(template, wanted);
    }
    const found: ImageState[] = [];
    for (const name of wanted) {
      const image = images.get(name);
      if (image !== undefined) found.push(image);
    }
    return found;
  }
}

/** Images of init containers, containers and image volumes. */
function imagesOf({ spec }: PodTemplate): string[] {
  const volumes = (spec.volumes ?? []).filter((volume) => volume.image != null);
  return [
    ...[...(spec.initContainers ?? []), ...spec.containers].map((container) => normalizedImageName(container.image)),
    ...volumes.map((volume) => normalizedImageName(volume.image?.reference)),
  ];
}

/** With the tag that the runtime adds when none is given. */
function normalizedImageName(name = ""): string {
  return name.lastIndexOf(":") <= name.lastIndexOf("/") ? `${name}:latest` : name;
}

/**
 * Bytes of the images on the node, each scaled by the share of nodes that have it: an image that is rare shall not draw all pods
 * to its node.
 */
function scaledBytes(wanted: readonly ImageState[], images: ImageStates, slot: number, totalNodes: number): number {
  let sum = 0;
  for (let i = 0; i < wanted.length; i++) {
    const image = wanted[i]!;
    if (image.isOn(slot)) sum += Math.trunc(image.sizeBytes * (images.nodesSeenFrom(slot, image) / totalNodes));
  }
  return sum;
}

function scoreOf(bytes: number, mostBytes: number): number {
  let counted = bytes;
  if (counted < LEAST_BYTES) counted = LEAST_BYTES;
  else if (counted > mostBytes) counted = mostBytes;
  // Adding 0 turns -0 into 0.
  return Math.trunc((MAX_NODE_SCORE * (counted - LEAST_BYTES)) / (mostBytes - LEAST_BYTES)) + 0;
}
