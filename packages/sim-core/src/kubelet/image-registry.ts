/** The registry that all nodes pull from: its bandwidth is shared fairly among all downloads, up to what the network of each node takes. */
import { waterFill } from "../kernel/index.ts";

export interface RegistrySettings {
  /** Size of an image, 0 and more; undefined: the registry has none of that name. */
  bytesOf(image: string): number | undefined;
  /** What the registry sends at most, to all nodes together, above 0; Infinity: no bound. */
  readonly bytesPerSecond: number;
  /** From the request to the first byte, or to a refusal; whole microseconds. */
  readonly resolveUs: number;
}

/** A node's image puller, which is told what became of a download; what it returns is handed on by {@link ImageRegistry.advance}. */
export interface Downloader<Result> {
  /** Above 0; Infinity: no bound. */
  readonly downloadBytesPerSecond: number;
  /** @param failure a sentence; "": none */
  ended(download: Download, failure: string, nowUs: number): readonly Result[];
}

/** One image on its way to one node. */
export interface Download {
  readonly image: string;
  /** The node has it, and only asks whether it is the newest. */
  readonly present: boolean;
  /** What must come; -1 before the registry has answered. */
  readonly bytes: number;
}

/**
 * Max-min fairness: every download gets the same, but for what its node cannot take. Rates change when a download begins or ends; a
 * change costs as much as there are downloads.
 *
 * Not modelled: partial downloads that are resumed; layers; several registries.
 */
export class ImageRegistry<Result> {
  /** When {@link advance} must be called next; Infinity: never, as things stand. */
  nextUs = Infinity;
  private readonly settings: RegistrySettings;
  /** In the order in which they began. */
  private readonly running: Transfer<Result>[] = [];
  private outage = false;

  constructor(settings: RegistrySettings) {
    if (!(settings.bytesPerSecond > 0)) throw new RangeError(`found ${settings.bytesPerSecond} bytes a second; accepted: above 0`);
    this.settings = settings;
  }

  start(downloader: Downloader<Result>, image: string, present: boolean, nowUs: number): Download {
    const dueUs = nowUs + this.settings.resolveUs;
    const transfer = { downloader, image, present, bytes: -1, leftBytes: 0, bytesPerUs: 0, sinceUs: nowUs, dueUs, broken: false };
    this.running.push(transfer);
    this.nextUs = Math.min(this.nextUs, dueUs);
    return transfer;
  }

  /** Nobody wants it any more; nobody is told. */
  cancel(download: Download, nowUs: number): void {
    const index = this.running.findIndex((each) => each === download);
    if (index >= 0) this.end(index, nowUs);
  }

  /** While the registry is out every request fails after the time to the first byte; what is on its way breaks off now. */
  setOutage(outage: boolean, nowUs: number): void {
    this.outage = outage;
    if (!outage) return;
    for (const each of this.running) {
      if (each.bytes < 0) continue;
      each.broken = true;
      each.dueUs = nowUs;
    }
    this.findNext();
  }

  /** Goes through what is due by now. */
  advance(nowUs: number): Result[] {
    const results: Result[] = [];
    while (this.nextUs <= nowUs) {
      const atUs = this.nextUs;
      const index = this.running.findIndex(({ dueUs }) => dueUs === atUs);
      const transfer = this.running[index]!;
      const asked = transfer.bytes < 0;
      const failure = asked ? this.answer(transfer) : transfer.broken ? "the connection to the registry was lost" : "";
      if (asked && transfer.bytes > 0) {
        transfer.sinceUs = atUs;
        this.share(atUs);
        continue;
      }
      this.end(index, atUs);
      results.push(...transfer.downloader.ended(transfer, failure && `failed to pull image "${transfer.image}": ${failure}`, atUs));
    }
    return results;
  }

  /** The registry's answer to a request: the bytes that will come, or a refusal. */
  private answer(transfer: Transfer<Result>): string {
    if (this.outage) return "the registry does not answer";
    const bytes = this.settings.bytesOf(transfer.image);
    if (bytes === undefined) return "not found";
    transfer.bytes = transfer.leftBytes = transfer.present ? 0 : bytes;
    return "";
  }

  private end(index: number, nowUs: number): void {
    const [transfer] = this.running.splice(index, 1) as [Transfer<Result>];
    if (transfer.bytes > 0) this.share(nowUs);
    else this.findNext();
  }

  /** Finds the rates anew: nodes are the members of the sharing, with the weight of their downloads. */
  private share(nowUs: number): void {
    const places = new Map<Downloader<Result>, number>();
    const counts: number[] = [];
    for (const { downloader, bytes } of this.running) {
      if (bytes <= 0) continue;
      const place = places.get(downloader) ?? places.size;
      places.set(downloader, place);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    const caps = Float64Array.from(places.keys(), (each) => each.downloadBytesPerSecond);
    const rates = new Float64Array(places.size);
    waterFill(this.settings.bytesPerSecond, 0, places.size, Float64Array.from(counts), caps, rates);
    for (const transfer of this.running) {
      if (transfer.bytes <= 0) continue;
      const place = places.get(transfer.downloader)!;
      setRate(transfer, rates[place]! / counts[place]! / 1e6, nowUs);
    }
    this.findNext();
  }

  private findNext(): void {
    this.nextUs = Infinity;
    for (const { dueUs } of this.running) this.nextUs = Math.min(this.nextUs, dueUs);
  }
}

interface Transfer<Result> extends Download {
  readonly downloader: Downloader<Result>;
  bytes: number;
  /** At `sinceUs`. */
  leftBytes: number;
  bytesPerUs: number;
  sinceUs: number;
  /** When the answer comes, and then the last byte. */
  dueUs: number;
  broken: boolean;
}

function setRate<Result>(transfer: Transfer<Result>, bytesPerUs: number, nowUs: number): void {
  if (transfer.broken || bytesPerUs === transfer.bytesPerUs) return;
  if (nowUs > transfer.sinceUs) {
    transfer.leftBytes = Math.max(0, transfer.leftBytes - transfer.bytesPerUs * (nowUs - transfer.sinceUs));
    transfer.sinceUs = nowUs;
  }
  transfer.bytesPerUs = bytesPerUs;
  transfer.dueUs = nowUs + Math.ceil(transfer.leftBytes / bytesPerUs);
}
