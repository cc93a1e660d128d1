/**
 * How 1.36 picks among equally good nodes: the root of Go's container/heap over the feasible nodes in the order found. It breaks no tie at
 * random.
 * Source: pkg/scheduler/schedule_one.go (nodeScoreHeap), Go container/heap.
 */

/** A max-heap of positions 0..count-1 by `totals`, laid out exactly as heap.Init and heap.Pop of Go leave it. */
export class HostHeap {
  private readonly totals: Float64Array;
  private readonly heap: Int32Array;
  private size: number;

  constructor(totals: Float64Array, count: number) {
    this.totals = totals.slice(0, count);
    this.heap = new Int32Array(count);
    this.size = count;
    for (let i = 0; i < count; i++) this.heap[i] = i;
    for (let i = (count >> 1) - 1; i >= 0; i--) siftDown(this.heap, this.totals, i, count);
  }

  get length(): number {
    return this.size;
  }

  /** Takes the best position away; call only while length > 0. */
  pop(): number {
    const { heap } = this;
    this.size -= 1;
    const best = heap[0]!;
    heap[0] = heap[this.size]!;
    heap[this.size] = best;
    siftDown(heap, this.totals, 0, this.size);
    return best;
  }
}

/** The position that `pop` would give first, without keeping the heap; `scratch` is overwritten. */
export function heapRoot(totals: Float64Array, count: number, scratch: Int32Array): number {
  for (let i = 0; i < count; i++) scratch[i] = i;
  for (let i = (count >> 1) - 1; i >= 0; i--) siftDown(scratch, totals, i, count);
  return scratch[0]!;
}

function siftDown(heap: Int32Array, totals: Float64Array, from: number, size: number): void {
  let i = from;
  for (;;) {
    const left = 2 * i + 1;
    if (left >= size) return;
    let child = left;
    if (left + 1 < size && totals[heap[left + 1]!]! > totals[heap[left]!]!) child = left + 1;
    if (!(totals[heap[child]!]! > totals[heap[i]!]!)) return;
    const swap = heap[i]!;
    heap[i] = heap[child]!;
    heap[child] = swap;
    i = child;
  }
}
