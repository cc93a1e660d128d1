/** The images of all nodes: one registry that they share, and for each node a cache, a puller and a garbage collector. */
import type { Store } from "../store/index.ts";
import { IMAGE_GC_PERIOD_US, ImageCache } from "./image-cache.ts";
import { imageBytesToFree, imagesToDelete, unusedImagesToDelete } from "./image-gc.ts";
import { ImagePuller, type PullResult } from "./image-puller.ts";
import { ImageRegistry } from "./image-registry.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import type { ImageRequest, NodeImages } from "./node-images.ts";
import type { NodeResources } from "./node-resources.ts";
import type { ContainerProgram } from "./pod-program.ts";
import { tickAfter, tickAtOrAfter } from "./tick-grid.ts";

export interface ImageSettings {
  /** Sizes by name; of an image that is not listed nothing is modelled: it is there. */
  readonly bytes: ReadonlyMap<string, number>;
  readonly registryBytesPerSecond: number;
}

/** From a request to the registry's first byte. */
const RESOLVE_US = 100_000;

export interface ImageServiceHost {
  readonly store: Store;
  readonly nowUs: () => number;
  /** When the registry is due next; Infinity: it is not. */
  readonly registryAt: (atUs: number) => void;
  /** A container's image has come, or it has not. */
  readonly pullEnded: (result: PullResult) => void;
}

export class ImageService {
  readonly settings: ImageSettings;
  private readonly registry: ImageRegistry<PullResult>;
  private readonly host: ImageServiceHost;

  constructor(settings: ImageSettings, host: ImageServiceHost) {
    this.settings = settings;
    this.host = host;
    const { registryBytesPerSecond: bytesPerSecond } = settings;
    this.registry = new ImageRegistry({ bytesOf: (image) => this.bytesOf(image), bytesPerSecond, resolveUs: RESOLVE_US });
  }

  isPulled(image: string): boolean {
    return this.bytesOf(image) !== undefined;
  }

  /** The registry's turn. */
  advance(nowUs: number): void {
    for (const result of this.registry.advance(nowUs)) {
      const { request, failure, bytes, beganUs } = result;
      if (failure === undefined) {
        const { pod, container, image } = request;
        this.host.store.imagePulled(pod, { container, image, bytes, tookUs: nowUs - beganUs });
      }
      this.host.pullEnded(result);
    }
    this.plan();
  }

  ofNode(node: number, settings: KubeletSettings, resources: NodeResources, startUs: number): NodeImageService {
    return new NodeImageService(this, { node, settings, resources, startUs, registry: this.registry, plan: () => this.plan() });
  }

  private plan(): void {
    this.host.registryAt(this.registry.nextUs);
  }

  /** Names are compared with their default tag. */
  private bytesOf(image: string): number | undefined {
    const { bytes } = this.settings;
    if (bytes.size === 0) return undefined;
    return bytes.get(image) ?? (image.endsWith(":latest") ? bytes.get(image.slice(0, -":latest".length)) : bytes.get(`${image}:latest`));
  }
}

interface NodeImageOptions {
  readonly node: number;
  readonly settings: KubeletSettings;
  readonly resources: NodeResources;
  readonly startUs: number;
  readonly registry: ImageRegistry<PullResult>;
  readonly plan: () => void;
}

export class NodeImageService implements NodeImages {
  private readonly service: ImageService;
  private readonly options: NodeImageOptions;
  private readonly cache: ImageCache;
  private readonly puller: ImagePuller;
  private readonly uses = new Map<number, Set<string>>();
  private kubeletStartUs: number;

  constructor(service: ImageService, options: NodeImageOptions) {
    this.service = service;
    this.options = options;
    this.kubeletStartUs = options.startUs;
    this.cache = new ImageCache(options.startUs, options.settings.presentImages);
    this.puller = new ImagePuller(options.registry, this.cache, options.settings);
    this.account();
  }

  request(podId: number, { image, number, spec }: ContainerProgram, nowUs: number): ImageRequest {
    if (!this.service.isPulled(image)) return { kind: "present" };
    const policy = spec["imagePullPolicy"] as "Always" | "IfNotPresent" | "Never" | undefined;
    const request = { node: this.options.node, pod: podId, container: number, image, policy: policy ?? defaultPolicy(image) };
    const answer = this.puller.request(request, nowUs);
    this.options.plan();
    if (answer === "pulling") return { kind: "pulling" };
    if (answer !== "present") return { kind: "failed", reason: answer.reason, retryUs: answer.retryUs };
    this.use(podId, image, nowUs);
    return { kind: "present" };
  }

  /** A pull has ended well: the container that asked uses the image. */
  pulled(podId: number, image: string, nowUs: number): void {
    this.use(podId, image, nowUs);
    this.account();
  }

  cancel(podId: number, nowUs: number): void {
    this.puller.cancel(podId, nowUs);
    this.options.plan();
  }

  podGone(podId: number, nowUs: number): void {
    this.cancel(podId, nowUs);
    for (const image of this.uses.get(podId) ?? []) this.cache.release(image, nowUs);
    this.uses.delete(podId);
  }

  kubeletStarts(nowUs: number): void {
    this.kubeletStartUs = nowUs;
    this.puller.restart(nowUs);
    this.options.plan();
  }

  reclaim(nowUs: number): void {
    this.remove(unusedImagesToDelete(this.cache.inEvictionOrder(nowUs), this.options.settings, nowUs).map(({ image }) => image));
  }

  collect(nowUs: number): void {
    const { settings } = this.options;
    if (settings.hardware.diskBytes === 0) return;
    const disk = { capacityBytes: settings.hardware.diskBytes, availableBytes: this.availableBytes(nowUs) };
    const unused = this.cache.inEvictionOrder(nowUs);
    this.remove(imagesToDelete(unused, settings, disk, nowUs, this.kubeletStartUs).map(({ image }) => image));
  }

  /** The first collection after `nowUs` that may find something, as things stand; with `all` just the next. */
  nextCollectionUs(nowUs: number, all: boolean): number {
    const { settings, resources } = this.options;
    const nextUs = tickAfter(this.kubeletStartUs, IMAGE_GC_PERIOD_US, nowUs);
    if (all) return nextUs;
    const { diskBytes } = settings.hardware;
    if (diskBytes === 0 || this.cache.totalBytes === 0) return Infinity;
    if (settings.imageMaximumGCAgeUs > 0) return nextUs;
    const disk = { capacityBytes: diskBytes, availableBytes: this.availableBytes(nowUs) };
    if (imageBytesToFree(settings, disk) !== undefined) return nextUs;
    const fullUs = resources.whenDiskReaches((diskBytes * (settings.imageGCHighThresholdPercent - 1)) / 100, nowUs);
    return fullUs === Infinity ? Infinity : Math.max(nextUs, tickAtOrAfter(this.kubeletStartUs, IMAGE_GC_PERIOD_US, fullUs));
  }

  private availableBytes(nowUs: number): number {
    const { settings, resources } = this.options;
    return Math.max(0, Math.floor(settings.hardware.diskBytes - resources.diskUsedBytes(nowUs)));
  }

  private use(podId: number, image: string, nowUs: number): void {
    const used = this.uses.get(podId) ?? new Set();
    this.uses.set(podId, used);
    if (used.has(image)) return;
    used.add(image);
    this.cache.use(image, nowUs);
  }

  private remove(images: readonly string[]): void {
    for (const image of images) this.cache.remove(image);
    if (images.length > 0) this.account();
  }

  /** What images hold on the node's disk. */
  private account(): void {
    this.options.resources.setImageBytes(this.cache.totalBytes);
  }
}

/** Source: pkg/apis/core/v1/defaults.go, SetDefaults_Container. */
function defaultPolicy(image: string): "Always" | "IfNotPresent" {
  const name = image.slice(image.lastIndexOf("/") + 1);
  return name.includes("@") || (name.includes(":") && !name.endsWith(":latest")) ? "IfNotPresent" : "Always";
}
