/**
 * One-dimensional NumPy .npy files of whole numbers, such as lists of row numbers.
 * Source: numpy/lib/format.py (versions 1.0 to 3.0).
 */
import { allBytes, emptyFile } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import { TraceError } from "../report/index.ts";
import type { ReadOptions } from "../report/index.ts";

/** Little-endian int32 or int64 values below 2^53. Throws TraceError for any other content. */
export async function readNumpyIndex(source: ByteSource, options: ReadOptions = {}): Promise<Float64Array> {
  const file = options.file ?? "input";
  const bytes = await allBytes(source);
  if (bytes.length === 0) throw emptyFile(file);
  const refuse = (reason: string, found: string, accepted: string): never => {
    throw new TraceError({ reason, file, line: 0, column: 0, found, accepted });
  };
  if (bytes.length < 12 || bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== "NUMPY") {
    return refuse("not a NumPy file", `${bytes.length} bytes without the NumPy mark`, "a .npy file");
  }
  const view = new DataView(bytes.buffer);
  const long = bytes[6]! >= 2;
  const start = long ? 12 : 10;
  const dataStart = start + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataStart > bytes.length) refuse("truncated NumPy file", `${bytes.length} bytes`, `a header of ${dataStart} bytes`);
  const header = new TextDecoder().decode(bytes.subarray(start, dataStart));
  const type = /'descr':\s*'<i([48])'/.exec(header)?.[1];
  const length = /'shape':\s*\((\d+),\)/.exec(header)?.[1];
  if (type === undefined || length === undefined) return refuse("another NumPy array", header.trim(), "one dimension of '<i4' or '<i8'");
  const width = Number(type);
  const count = Number(length);
  if (dataStart + count * width !== bytes.length) {
    refuse("truncated NumPy file", `${bytes.length - dataStart} bytes of data`, `${count * width} bytes for ${count} values`);
  }
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = dataStart + i * width;
    values[i] = width === 4 ? view.getInt32(at, true) : view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
    if (!Number.isSafeInteger(values[i])) refuse("number too large", `entry ${i}`, "whole numbers below 2^53");
  }
  return values;
}
