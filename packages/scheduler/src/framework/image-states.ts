/**
 * Which container images lie on which nodes, how large they are, and what each node's snapshot knows of it.
 *
 * kube-scheduler copies a node into its snapshot only when the node or its pods changed, and with it the number of nodes that
 * have each of its images. A node that did not change since keeps the old number, however many nodes got or lost the image. This
 * is reproduced here, at O(1) per change of a pod and O(images of the node) per change of a node.
 * Source: pkg/scheduler/backend/cache/cache.go (addNodeImageStates, removeNodeImageStates, UpdateSnapshot), Kubernetes v1.36.2.
 */
import type { Node } from "@orrery/sim-core/model";

/** What the image states need to know of a node: a NodeInfo. */
export interface ImageHolder {
  readonly slot: number;
  readonly node: Node;
}

/** A history shorter than this is never tidied. */
const SHORT_HISTORY = 64;

/** One image by one of its names. It ends when the last node loses the image; a later one of the same name starts anew. */
export class ImageState {
  /** As the first node to have the image reported it. */
  readonly sizeBytes: number;
  /** 1 for the slots of nodes that have the image. */
  private onSlot = new Uint8Array(64);
  private count = 0;
  /** Since which snapshot the number of nodes is which; oldest first. */
  private readonly since: number[] = [];
  private readonly counts: number[] = [];
  /** The length of the history at which it should be tidied: twice what was left the last time, so that tidying costs O(1) per entry. */
  tidyAt = SHORT_HISTORY;

  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes;
  }

  isOn(slot: number): boolean {
    return slot < this.onSlot.length && this.onSlot[slot] === 1;
  }

  /** How many nodes had the image when snapshot `snapshot` was taken. */
  nodesAt(snapshot: number): number {
    let last = this.since.length - 1;
    while (last > 0 && this.since[last]! > snapshot) last -= 1;
    return this.counts[last] ?? 0;
  }

  /** For ImageStates only. `next`: the first snapshot that will show it. @returns how many nodes have the image now. */
  put(slot: number, present: boolean, next: number): number {
    if (slot >= this.onSlot.length) {
      const longer = new Uint8Array(Math.max(slot + 1, this.onSlot.length * 2));
      longer.set(this.onSlot);
      this.onSlot = longer;
    }
    if (this.isOn(slot) === present) return this.count;
    this.onSlot[slot] = present ? 1 : 0;
    this.count += present ? 1 : -1;
    if (this.since.at(-1) !== next) {
      this.since.push(next);
      this.counts.push(this.count);
    } else {
      this.counts[this.counts.length - 1] = this.count;
    }
    return this.count;
  }

  /** Drops what only snapshots before `oldest` would show. */
  forgetBefore(oldest: number): void {
    let keepFrom = this.since.length - 1;
    while (keepFrom > 0 && this.since[keepFrom]! > oldest) keepFrom -= 1;
    this.since.splice(0, keepFrom);
    this.counts.splice(0, keepFrom);
    this.tidyAt = Math.max(SHORT_HISTORY, 2 * this.since.length);
  }

  get historyLength(): number {
    return this.since.length;
  }
}

/** Counts the images of `nodes` anew, by slot: the order in which the nodes joined. */
export function imageStatesOf(nodes: readonly ImageHolder[]): ImageStates {
  const images = new ImageStates();
  for (const node of nodes.toSorted((a, b) => a.slot - b.slot)) images.setNode(node);
  return images;
}

export class ImageStates {
  private readonly byName = new Map<string, ImageState>();
  /** Image names of the node in each slot. */
  private readonly namesOnSlot: string[][] = [];
  /** The snapshot that shows the node of each slot as it was last copied. */
  private readonly copiedAt: number[] = [];
  /** Number of the last snapshot taken; 0: none yet. */
  private snapshot = 0;

  /** The image called `name`, with its tag; undefined when no node has it. */
  get(name: string): ImageState | undefined {
    return this.byName.get(name);
  }

  /** How many nodes had the image as far as the snapshot of the node in `slot` knows. */
  nodesSeenFrom(slot: number, image: ImageState): number {
    return image.nodesAt(this.copiedAt[slot] ?? this.snapshot);
  }

  /** A node joined or its object changed. */
  setNode({ slot, node }: ImageHolder): void {
    this.takeOff(slot);
    const names: string[] = [];
    for (const image of node.status?.images ?? []) {
      for (const name of image.names ?? []) {
        let state = this.byName.get(name);
        if (state === undefined) {
          state = new ImageState(image.sizeBytes ?? 0);
          this.byName.set(name, state);
        }
        state.put(slot, true, this.snapshot + 1);
        if (state.historyLength >= state.tidyAt) state.forgetBefore(this.oldestCopy());
        names.push(name);
      }
    }
    this.namesOnSlot[slot] = names;
    this.touch(slot);
  }

  removeNode({ slot }: ImageHolder): void {
    this.takeOff(slot);
    this.namesOnSlot[slot] = [];
    this.copiedAt[slot] = Number.MAX_SAFE_INTEGER;
  }

  /** A pod joined or left the node, so the next snapshot copies the node. */
  touch(slot: number): void {
    this.copiedAt[slot] = this.snapshot + 1;
  }

  /** An attempt begins: changed nodes are copied. Call it once per attempt, even if the attempt ends before scoring. */
  takeSnapshot(): void {
    this.snapshot += 1;
  }

  private takeOff(slot: number): void {
    for (const name of this.namesOnSlot[slot] ?? []) {
      const state = this.byName.get(name);
      if (state !== undefined && state.put(slot, false, this.snapshot + 1) === 0) this.byName.delete(name);
    }
  }

  private oldestCopy(): number {
    let oldest = this.snapshot + 1;
    for (const at of this.copiedAt) if (at < oldest) oldest = at;
    return oldest;
  }
}
