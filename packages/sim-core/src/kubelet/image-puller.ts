/** Brings the images that containers need to one node: pull policies, the queue of pulls, back-off after failures. */
import { Backoff, IMAGE_PULL_BACKOFF } from "../model/index.ts";
import type { ImageCache } from "./image-cache.ts";
import { withDefaultTag } from "./image-cache.ts";
import type { Download, Downloader, ImageRegistry } from "./image-registry.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";

/** A container that needs its image. */
export interface PullRequest {
  readonly node: number;
  readonly pod: number;
  /** Its number in the pod. */
  readonly container: number;
  readonly image: string;
  readonly policy: "Always" | "IfNotPresent" | "Never";
}

/** Why a container waits, in Kubernetes' words, and when another attempt makes sense. */
export interface PullFailure {
  readonly reason: "ErrImageNeverPull" | "ErrImagePull" | "ImagePullBackOff";
  readonly message: string;
  /** End of the back-off; Infinity: none. */
  readonly retryUs: number;
}

/** What became of a request that was pulling. */
export interface PullResult {
  readonly request: PullRequest;
  readonly failure: PullFailure | undefined;
  /** What came over the network for this image. */
  readonly bytes: number;
  readonly requestedUs: number;
  /** When its turn came. */
  readonly beganUs: number;
}

/**
 * One pull at a time in the order of the requests, or several at once. Requests for an image that is on its way share its download.
 * "Always" asks the registry each time, and downloads only what is not there.
 *
 * Results come from {@link ImageRegistry.advance}; a request that needs none is answered at once.
 *
 * Source: pkg/kubelet/images/image_manager.go, EnsureImageExists; puller.go.
 *
 * Not modelled: pull secrets and who may use an image that another has pulled; registryPullQPS; the disk while a download runs.
 */
export class ImagePuller implements Downloader<PullResult> {
  readonly downloadBytesPerSecond: number;
  private readonly registry: ImageRegistry<PullResult>;
  private readonly cache: ImageCache;
  private readonly mostAtOnce: number;
  private readonly backoff = new Backoff(IMAGE_PULL_BACKOFF);
  /** By pod and image: the last failure, while it counts. */
  private readonly failures = new Map<string, { readonly atUs: number; readonly message: string }>();
  private readonly waiting: Pull[] = [];
  private readonly running: RunningPull[] = [];

  constructor(
    registry: ImageRegistry<PullResult>,
    cache: ImageCache,
    settings: Pick<KubeletSettings, "serializeImagePulls" | "maxParallelImagePulls" | "downloadBytesPerSecond">,
  ) {
    this.registry = registry;
    this.cache = cache;
    this.mostAtOnce = settings.serializeImagePulls ? 1 : settings.maxParallelImagePulls;
    this.downloadBytesPerSecond = settings.downloadBytesPerSecond;
  }

  /** "present": the container can be made now; "pulling": a result will come; else why it waits. */
  request(request: PullRequest, nowUs: number): "present" | "pulling" | PullFailure {
    const { image, policy } = request;
    const present = this.cache.has(image);
    if (present && policy !== "Always") return "present";
    if (policy === "Never") {
      return {
        reason: "ErrImageNeverPull",
        message: `Container image "${image}" is not present with pull policy of Never`,
        retryUs: Infinity,
      };
    }
    const key = keyOf(request);
    if (this.backoff.isInBackOffSinceUpdate(key, nowUs)) {
      const { atUs, message } = this.failures.get(key)!;
      const retryUs = atUs + this.backoff.delayUs(key);
      return { reason: "ImagePullBackOff", message: `Back-off pulling image "${image}": ErrImagePull: ${message}`, retryUs };
    }
    this.waiting.push({ request, requestedUs: nowUs });
    this.startWaiting(nowUs);
    return "pulling";
  }

  /** The pod is gone: its requests get no result, and a download that nobody else waits for ends. */
  cancel(pod: number, nowUs: number): void {
    this.drop((request) => request.pod === pod, nowUs);
    for (const key of this.failures.keys()) if (key.startsWith(`${pod}_`)) this.forget(key);
  }

  /** The kubelet starts anew: no request is left, and no failure counts. The images stay. */
  restart(nowUs: number): void {
    this.waiting.length = 0;
    this.drop(() => true, nowUs);
    for (const key of this.failures.keys()) this.forget(key);
  }

  ended(download: Download, failure: string, nowUs: number): readonly PullResult[] {
    if (failure === "" && !download.present) this.cache.add(download.image, download.bytes, nowUs);
    const ended = this.running.filter((each) => each.download === download);
    for (const each of ended) this.running.splice(this.running.indexOf(each), 1);
    const results = ended.map(({ request, requestedUs, beganUs }): PullResult => {
      const bytes = failure === "" ? download.bytes : 0;
      return { request, failure: failure === "" ? undefined : this.fail(request, failure, nowUs), bytes, requestedUs, beganUs };
    });
    if (failure === "") this.collectGarbage(nowUs);
    this.startWaiting(nowUs);
    return results;
  }

  private startWaiting(nowUs: number): void {
    while (this.waiting.length > 0 && this.running.length < this.mostAtOnce) {
      const pull = this.waiting.shift()!;
      const image = withDefaultTag(pull.request.image);
      const shared = this.running.find(({ download }) => download.image === image);
      const download = shared?.download ?? this.registry.start(this, image, this.cache.has(image), nowUs);
      this.running.push({ ...pull, beganUs: nowUs, download });
    }
  }

  private fail(request: PullRequest, message: string, nowUs: number): PullFailure {
    const key = keyOf(request);
    this.backoff.next(key, nowUs, nowUs);
    this.failures.set(key, { atUs: nowUs, message });
    return { reason: "ErrImagePull", message, retryUs: nowUs + this.backoff.delayUs(key) };
  }

  private drop(unwanted: (request: PullRequest) => boolean, nowUs: number): void {
    const kept = this.waiting.filter(({ request }) => !unwanted(request));
    this.waiting.splice(0, this.waiting.length, ...kept);
    for (const each of this.running.filter(({ request }) => unwanted(request))) {
      this.running.splice(this.running.indexOf(each), 1);
      if (!this.running.some(({ download }) => download === each.download)) this.registry.cancel(each.download, nowUs);
    }
    this.startWaiting(nowUs);
  }

  private forget(key: string): void {
    this.backoff.reset(key);
    this.failures.delete(key);
  }

  private collectGarbage(nowUs: number): void {
    this.backoff.collectGarbage(nowUs);
    for (const key of this.failures.keys()) if (this.backoff.delayUs(key) === 0) this.failures.delete(key);
  }
}

interface Pull {
  readonly request: PullRequest;
  readonly requestedUs: number;
}

interface RunningPull extends Pull {
  readonly beganUs: number;
  readonly download: Download;
}

/** The image as it is written, as the kubelet's key has it. */
function keyOf({ pod, image }: PullRequest): string {
  return `${pod}_${image}`;
}
