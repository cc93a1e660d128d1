/** Which images a kubelet deletes: those unused for too long, and the least recently used ones while the disk is too full. */
import type { UnusedImage } from "./image-cache.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";

export type ImageGcPolicy = Pick<
  KubeletSettings,
  "imageGCHighThresholdPercent" | "imageGCLowThresholdPercent" | "imageMinimumGCAgeUs" | "imageMaximumGCAgeUs"
>;

/** The filesystem that holds the images. */
export interface ImageDisk {
  readonly capacityBytes: number;
  readonly availableBytes: number;
}

/**
 * One pass, as every {@link IMAGE_GC_PERIOD_US}: the images to delete, in order. The maximum age counts from a kubelet's start on, and
 * an image that was never seen used is over it; it heeds no minimum age.
 *
 * @param unused in the order of eviction
 * @param beganUs start of the kubelet
 *
 * Source: pkg/kubelet/images/image_gc_manager.go, GarbageCollect, freeOldImages, freeSpace.
 */
export function imagesToDelete(
  unused: readonly UnusedImage[],
  policy: ImageGcPolicy,
  disk: ImageDisk,
  nowUs: number,
  beganUs: number,
): UnusedImage[] {
  const { imageMaximumGCAgeUs: maximumAgeUs } = policy;
  const byAge = maximumAgeUs > 0 && nowUs - beganUs > maximumAgeUs;
  const old = byAge ? unused.filter(({ lastUsedUs }) => nowUs - lastUsedUs > maximumAgeUs) : [];
  const rest = byAge ? unused.filter(({ lastUsedUs }) => nowUs - lastUsedUs <= maximumAgeUs) : unused;
  const availableBytes = Math.min(disk.availableBytes + sumBytes(old), disk.capacityBytes);
  const bytesToFree = imageBytesToFree(policy, { ...disk, availableBytes });
  return bytesToFree === undefined ? old : [...old, ...freeSpace(rest, policy, bytesToFree, nowUs)];
}

/** The images that the eviction manager has deleted when the disk runs short: all that are unused and old enough. */
export function unusedImagesToDelete(unused: readonly UnusedImage[], policy: ImageGcPolicy, nowUs: number): UnusedImage[] {
  return freeSpace(unused, policy, Infinity, nowUs);
}

/** How much a pass tries to free; undefined: the disk is not above the high threshold. Percents are whole, rounded up. */
export function imageBytesToFree(
  { imageGCHighThresholdPercent, imageGCLowThresholdPercent }: ImageGcPolicy,
  { capacityBytes, availableBytes }: ImageDisk,
): number | undefined {
  const usedPercent = 100 - Math.floor((availableBytes * 100) / capacityBytes);
  if (!(usedPercent >= imageGCHighThresholdPercent)) return undefined;
  return Math.floor((capacityBytes * (100 - imageGCLowThresholdPercent)) / 100) - availableBytes;
}

/** At least one, where there is one: the amount is compared after each deletion. */
function freeSpace(unused: readonly UnusedImage[], policy: ImageGcPolicy, bytesToFree: number, nowUs: number): UnusedImage[] {
  const freed: UnusedImage[] = [];
  let freedBytes = 0;
  for (const image of unused) {
    if (image.lastUsedUs >= nowUs || nowUs - image.firstDetectedUs < policy.imageMinimumGCAgeUs) continue;
    freed.push(image);
    freedBytes += image.bytes;
    if (freedBytes >= bytesToFree) break;
  }
  return freed;
}

function sumBytes(images: readonly UnusedImage[]): number {
  return images.reduce((sum, { bytes }) => sum + bytes, 0);
}
