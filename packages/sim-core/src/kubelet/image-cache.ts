/** The images on one node: their bytes, who uses them, and when the kubelet last saw them used. */

/** How often the kubelet looks which images there are and which are used. Source: pkg/kubelet/images/image_gc_manager.go, Start. */
export const IMAGE_GC_PERIOD_US = 300e6;

/** An image that no container uses, as the kubelet's records show it. */
export interface UnusedImage {
  readonly image: string;
  readonly bytes: number;
  /** The last look that found it used; -Infinity: none did. */
  readonly lastUsedUs: number;
  /** The first look that found it. */
  readonly firstDetectedUs: number;
}

/**
 * Looks happen at the start of the kubelet and every {@link IMAGE_GC_PERIOD_US} after it, without an event; {@link inEvictionOrder} is
 * one more. Images of the start count as detected then. Names without tag and digest mean the tag "latest".
 *
 * Not modelled: layers that images share; two names of one image; images that the runtime pins.
 */
export class ImageCache {
  private readonly startUs: number;
  private readonly records = new Map<string, ImageRecord>();
  private bytesOfAll = 0;

  constructor(startUs: number, present: ReadonlyMap<string, number> = new Map()) {
    this.startUs = startUs;
    for (const [image, bytes] of present) this.add(image, bytes, startUs);
  }

  get totalBytes(): number {
    return this.bytesOfAll;
  }

  has(image: string): boolean {
    return this.records.has(withDefaultTag(image));
  }

  /** 0 when it is not there. */
  bytes(image: string): number {
    return this.records.get(withDefaultTag(image))?.bytes ?? 0;
  }

  /** It is there from now on; nothing changes when it was. */
  add(image: string, bytes: number, nowUs: number): void {
    const name = withDefaultTag(image);
    if (this.records.has(name)) return;
    this.records.set(name, { bytes, users: 0, usedSinceUs: 0, lastUsedUs: -Infinity, firstDetectedUs: this.lookFrom(nowUs) });
    this.bytesOfAll += bytes;
  }

  /** @throws RangeError when a container uses it. */
  remove(image: string): void {
    const name = withDefaultTag(image);
    const record = this.records.get(name);
    if (record === undefined) return;
    if (record.users > 0) throw new RangeError(`image ${name} is used by ${record.users} containers; accepted: an unused image`);
    this.records.delete(name);
    this.bytesOfAll -= record.bytes;
  }

  /** One more container uses it. @throws RangeError when it is not there. */
  use(image: string, nowUs: number): void {
    const record = this.record(image);
    if (record.users++ === 0) record.usedSinceUs = nowUs;
  }

  /** One container less uses it. @throws RangeError when none does. */
  release(image: string, nowUs: number): void {
    const record = this.record(image);
    if (record.users === 0) throw new RangeError(`image ${image} is used by no container; accepted: a release after its use`);
    if (--record.users > 0) return;
    // A look in the very instant of the release finds the image unused.
    const lookUs = this.lookFrom(nowUs) - IMAGE_GC_PERIOD_US;
    if (lookUs >= record.usedSinceUs) record.lastUsedUs = Math.max(record.lastUsedUs, lookUs);
  }

  /**
   * Looks, and gives the images that nobody uses: the one that has been unused longest first, of those the one detected first.
   *
   * Source: pkg/kubelet/images/image_gc_manager.go, imagesInEvictionOrder; equal ones by name, where Go's order is that of a map.
   */
  inEvictionOrder(nowUs: number): UnusedImage[] {
    const unused: UnusedImage[] = [];
    for (const [image, record] of this.records) {
      record.firstDetectedUs = Math.min(record.firstDetectedUs, nowUs);
      if (record.users > 0) record.lastUsedUs = nowUs;
      else unused.push({ image, bytes: record.bytes, lastUsedUs: record.lastUsedUs, firstDetectedUs: record.firstDetectedUs });
    }
    return unused.sort(byLastUsedAndDetected);
  }

  private record(image: string): ImageRecord {
    const record = this.records.get(withDefaultTag(image));
    if (record === undefined) throw new RangeError(`image ${image} is not on the node; accepted: one that is`);
    return record;
  }

  /** The first look from then on. */
  private lookFrom(nowUs: number): number {
    return this.startUs + Math.ceil((nowUs - this.startUs) / IMAGE_GC_PERIOD_US) * IMAGE_GC_PERIOD_US;
  }
}

interface ImageRecord {
  readonly bytes: number;
  users: number;
  usedSinceUs: number;
  lastUsedUs: number;
  firstDetectedUs: number;
}

function byLastUsedAndDetected(a: UnusedImage, b: UnusedImage): number {
  if (a.lastUsedUs !== b.lastUsedUs) return a.lastUsedUs < b.lastUsedUs ? -1 : 1;
  if (a.firstDetectedUs !== b.firstDetectedUs) return a.firstDetectedUs - b.firstDetectedUs;
  return a.image < b.image ? -1 : 1;
}

/** Source: pkg/kubelet/images/image_manager.go, applyDefaultImageTag. */
export function withDefaultTag(image: string): string {
  const lastPart = image.slice(image.lastIndexOf("/") + 1);
  return lastPart.includes(":") || lastPart.includes("@") ? image : `${image}:latest`;
}
