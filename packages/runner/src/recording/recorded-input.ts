/** The entry `input` of a recording's manifest: copies of all files that were read, and every option that changes the history. */
import type { TraceArrivals } from "../scenario/index.ts";

/** A plain copy of a file that was read. */
export interface RecordedFile {
  /** Below the recording's folder, with `/`: `input/mine.yaml`. */
  readonly file: string;
  /** As the run named it, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** Names in it are those of copies. What is left out was not given. */
export interface RecordedInput {
  readonly kind: "scenario" | "trace" | "snapshot";
  readonly scenario?: string;
  /** Of a trace, in the order of reading. */
  readonly nodes?: readonly string[];
  readonly pods?: readonly string[];
  readonly arrivals?: TraceArrivals;
  /** What kubectl printed, and manifests, in the order of reading. */
  readonly snapshots?: readonly string[];
  /** Of a snapshot: all pods were placed anew. */
  readonly reschedule?: boolean;
  /** Node label whose value is the pool. */
  readonly poolLabel?: string;
  /** A copied KubeSchedulerConfiguration, or the name of a policy. */
  readonly profile?: { readonly file: string } | { readonly policy: string };
  /** As given, not the input's own. */
  readonly seed?: string;
  /** Simulated time at which the run was to end, microseconds. */
  readonly untilUs?: number;
  readonly tieBreak?: "heap" | "first" | "random";
  readonly strict?: boolean;
  /** Pods whose best candidates were kept, by `namespace/name`. */
  readonly explain?: readonly string[];
  readonly files: readonly RecordedFile[];
}
