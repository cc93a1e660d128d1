/** The columns of the SPANE experiment from a trace of virtual machines as pods. */
import type { SpaneTrace } from "./spane-episode.ts";

const GIB = 2 ** 30;

/** What of a trace the experiment reads; what a trace reader gives, may be more. Rows in file order. */
export interface VirtualMachines {
  readonly count: number;
  /** Index into `shapes`. */
  readonly shape: ArrayLike<number>;
  readonly shapes: readonly { readonly milliCpu: number; readonly memoryBytes: number }[];
  readonly arrivalUs: ArrayLike<number>;
  readonly durationUs: ArrayLike<number>;
}

/** Cores, GB (the data set's GB are read as GiB) and whole seconds, fractions cut off as in the authors' simulator. */
export function spaneTrace(machines: VirtualMachines): SpaneTrace {
  const column = (value: (row: number) => number) => Float64Array.from({ length: machines.count }, (_, row) => value(row));
  return {
    cpu: column((row) => machines.shapes[machines.shape[row]!]!.milliCpu / 1000),
    memoryGb: column((row) => machines.shapes[machines.shape[row]!]!.memoryBytes / GIB),
    arrivalS: column((row) => Math.trunc(machines.arrivalUs[row]! / 1e6)),
    lifetimeS: column((row) => Math.trunc(machines.durationUs[row]! / 1e6)),
  };
}
