/**
 * Reads a one-dimensional array of little-endian 64-bit integers in NumPy's own file form, version 1 or 2.
 * Not modelled: other element types, big-endian files, more dimensions; they are refused.
 * Source: NumPy, doc/neps/nep-0001-npy-format.rst.
 */

/** @throws RangeError that says what was found and what is accepted. Values beyond 2^53 are refused too. */
export function parseNpyInt64(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || latin1(bytes.subarray(0, 6)) !== "\x93NUMPY") throw new RangeError("not a .npy file: it does not begin with \\x93NUMPY");
  const wide = bytes[6]! >= 2;
  const headerAt = wide ? 12 : 10;
  const dataAt = headerAt + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataAt > bytes.length) throw new RangeError(`.npy: the header ends at byte ${dataAt}, the file at ${bytes.length}`);
  const header = latin1(bytes.subarray(headerAt, dataAt));
  const type = /'descr': *'([^']*)'/.exec(header)?.[1];
  if (type !== "<i8") throw new RangeError(`.npy: found element type ${type ?? "none"}, accepted is <i8 (64-bit integers)`);
  const shape = /'shape': *\((\d+),\)/.exec(header)?.[1];
  if (shape === undefined) throw new RangeError(`.npy: found header ${header.trim()}, accepted is one dimension`);
  const count = Number(shape);
  if (bytes.length !== dataAt + 8 * count) throw new RangeError(`.npy: ${count} integers need ${dataAt + 8 * count} bytes, found ${bytes.length}`);
  return Array.from({ length: count }, (_, i) => safe(view.getBigInt64(dataAt + 8 * i, true), i));
}

function safe(value: bigint, at: number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`.npy: element ${at} is ${value}, accepted is up to 2^53`);
  return number;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
