/**
 * By how much a pod would raise the fragmentation of a node, as a score, and on which devices it would raise it least.
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, algorithm 1.
 */
import { exp } from "@orrery/sim-core/engine";
import type { Fragmentation } from "./fragmentation.ts";
import type { GpuNode } from "./gpu-node.ts";
import type { GpuRequest } from "./gpu-request.ts";

export class FragmentationGradient {
  private readonly fragmentation: Fragmentation;
  private scratch = new Int32Array(0);
  /** F by node slot, with the serial of the state it was computed for. */
  private readonly before: { serial: number; amount: number }[] = [];
  /** The device of the best score of the last call, for a share; -1 when none fits. */
  device = -1;

  constructor(fragmentation: Fragmentation) {
    this.fragmentation = fragmentation;
  }

  /** @returns 0..100, 50 where the pod changes nothing; `device` tells the device. The pod must fit. */
  score(state: GpuNode, request: GpuRequest): number {
    const { left } = state;
    if (this.scratch.length !== left.length) this.scratch = new Int32Array(left.length);
    const before = this.beforeOf(state);
    const freeCpu = state.node.allocatableMilliCpu - state.node.requestedMilliCpu - request.cpuMilli;
    this.device = -1;
    if (!request.shares) {
      this.scratch.set(left);
      takeFirst(this.scratch, request);
      return this.rate(before, freeCpu, state.model);
    }
    let best = -1;
    for (let i = 0; i < left.length; i++) {
      if (left[i]! < request.milli || left.indexOf(left[i]!) < i) continue;
      this.scratch.set(left);
      this.scratch[i] = left[i]! - request.milli;
      const score = this.rate(before, freeCpu, state.model);
      if (score > best) {
        best = score;
        this.device = i;
      }
    }
    return Math.max(best, 0);
  }

  private rate(before: number, freeCpu: number, model: string): number {
    const less = (before - this.fragmentation.of(this.scratch, freeCpu, model)) / 1000;
    return Math.trunc(100 / (1 + exp(-less)));
  }

  private beforeOf(state: GpuNode): number {
    const { slot } = state.node;
    while (this.before.length <= slot) this.before.push({ serial: 0, amount: 0 });
    const known = this.before[slot]!;
    if (known.serial !== state.serial) {
      known.serial = state.serial;
      known.amount = this.fragmentation.ofNode(state);
    }
    return known.amount;
  }
}

/** Takes the request from the first devices that fit. */
function takeFirst(left: Int32Array, request: GpuRequest): void {
  let wanted = request.count;
  for (let i = 0; i < left.length && wanted > 0; i++) {
    if (left[i]! < request.milli) continue;
    left[i] = left[i]! - request.milli;
    wanted -= 1;
  }
}
