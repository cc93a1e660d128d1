/**
 * How much of a node's free GPU the usual pods cannot use: F(node), in thousandths of a device.
 * Not modelled: memory, as in the paper's implementation.
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023, section 4.2.
 */
import type { GpuNode } from "./gpu-node.ts";
import type { TypicalPod } from "./typical-pods.ts";

export class Fragmentation {
  private readonly cpuMilli: Float64Array;
  private readonly count: Int32Array;
  private readonly milli: Int32Array;
  private readonly popularity: Float64Array;
  private readonly models: readonly (ReadonlySet<string> | undefined)[];
  private readonly anyModels: boolean;

  constructor(typical: readonly TypicalPod[]) {
    this.cpuMilli = Float64Array.from(typical, (pod) => pod.cpuMilli);
    this.count = Int32Array.from(typical, (pod) => pod.gpuCount);
    this.milli = Int32Array.from(typical, (pod) => pod.gpuMilli);
    this.popularity = Float64Array.from(typical, (pod) => pod.popularity);
    this.models = typical.map((pod) => (pod.gpuModels.length > 0 ? new Set(pod.gpuModels) : undefined));
    this.anyModels = this.models.some((models) => models !== undefined);
  }

  /** F of a node as it is. */
  ofNode(state: GpuNode): number {
    return this.of(state.left, state.node.allocatableMilliCpu - state.node.requestedMilliCpu, state.model);
  }

  /**
   * F of devices with `left` thousandths and `freeCpuMilli` beside them. A usual pod that fits leaves only the devices too small for it
   * unused; one that does not fit, or needs no GPU, leaves all.
   */
  of(left: Int32Array, freeCpuMilli: number, model: string): number {
    const { cpuMilli, count, milli, popularity } = this;
    let total = 0;
    for (let i = 0; i < left.length; i++) total += left[i]!;
    if (total === 0) return 0;
    let amount = 0;
    for (let t = 0; t < popularity.length; t++) {
      let unusable = total;
      const wanted = count[t]!;
      if (wanted > 0 && freeCpuMilli >= cpuMilli[t]! && (!this.anyModels || this.accepts(t, model))) {
        const each = milli[t]!;
        let fitting = 0;
        let small = 0;
        for (let i = 0; i < left.length; i++) {
          if (left[i]! >= each) fitting += 1;
          else small += left[i]!;
        }
        if (fitting >= wanted) unusable = small;
      }
      amount += popularity[t]! * unusable;
    }
    return amount;
  }

  private accepts(t: number, model: string): boolean {
    const models = this.models[t];
    return models === undefined || models.has(model);
  }
}
