/** One recorded situation of the kernel: control groups, loads, and what each group got in every recording. */

export interface CpuRecording {
  readonly name: string;
  readonly seconds: number;
  readonly cpus: number;
  readonly groups: readonly RecordedGroup[];
  /** One entry for each recording, by group. */
  readonly expect: readonly Readonly<Record<string, GroupOutcome>>[];
}

export interface RecordedGroup {
  readonly name: string;
  readonly parent?: string;
  readonly shares: number;
  readonly quotaUs?: number;
  readonly periodUs?: number;
  readonly load?: Load;
}

/** What each of `threads` does. */
export type Load = { readonly threads: number } & (
  | { readonly kind: "busy" }
  | { readonly kind: "duty"; readonly burstUs: number; readonly sleepUs: number }
  | { readonly kind: "every"; readonly burstUs: number; readonly periodUs: number }
  | { readonly kind: "work"; readonly cpuUs: number; readonly delayUs: number }
);

/** Measured or computed; a group without threads has only the counters of its quota. */
export interface GroupOutcome {
  readonly cpuSeconds?: number;
  readonly completed?: number;
  readonly meanUs?: number;
  readonly p50Us?: number;
  readonly p90Us?: number;
  readonly maxUs?: number;
  readonly throttledPeriods: number;
  readonly throttledSeconds: number;
}

/** CPU time of one burst of a load, as it was asked for; undefined when it has none. */
export function burstCpuUs(load: Load): number | undefined {
  if (load.kind === "busy") return undefined;
  return load.kind === "work" ? load.cpuUs : load.burstUs;
}
