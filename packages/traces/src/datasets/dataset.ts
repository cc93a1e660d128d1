/** What the registry says about a data set: where it comes from, how to check it, what one may do with it. */
import type { FormatId } from "../formats/index.ts";

export interface Dataset {
  /** Its name on the command line, and its folder in a mirror. */
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  readonly citation: string;
  /** False: kept for other uses, no reader of this package understands its files. */
  readonly readable: boolean;
  readonly files: readonly DatasetFile[];
}

export interface DatasetFile {
  /** Path inside the data set. */
  readonly path: string;
  /** Where it is published; undefined: only in a mirror. */
  readonly url: string | undefined;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Undefined where no reader understands it. */
  readonly format: FormatId | undefined;
}

/** (path, size in bytes, sha256, format), to keep the tables readable. */
export type FileRow = readonly [path: string, sizeBytes: number, sha256: string, format?: FormatId];

/** Rows of files published under one address. */
export function filesAt(base: string | undefined, rows: readonly FileRow[]): DatasetFile[] {
  return rows.map(([path, sizeBytes, sha256, format]) => ({
    path,
    url: base === undefined ? undefined : base + path,
    sizeBytes,
    sha256,
    format,
  }));
}
