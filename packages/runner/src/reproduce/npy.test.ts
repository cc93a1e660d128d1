import { describe, expect, it } from "vitest";
import { parseNpyInt64 } from "./npy.ts";

function npy(header: string, values: bigint[]): Uint8Array {
  const bytes = new Uint8Array(10 + header.length + 8 * values.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  bytes.set([...header].map((c) => c.charCodeAt(0)), 10);
  values.forEach((value, i) => new DataView(bytes.buffer).setBigInt64(10 + header.length + 8 * i, value, true));
  return bytes;
}

const header = (type: string, shape: string) => `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }\n`;

describe("parseNpyInt64", () => {
  it("reads integers", () => {
    expect(parseNpyInt64(npy(header("<i8", "(3,)"), [70001n, -1n, 2n ** 40n]))).toEqual([70001, -1, 2 ** 40]);
  });

  it.each<[string, Uint8Array, string]>([
    ["another file", new Uint8Array(100), "not a .npy file"],
    ["an empty file", new Uint8Array(0), "not a .npy file"],
    ["floats", npy(header("<f8", "(1,)"), [0n]), "found element type <f8"],
    ["a matrix", npy(header("<i8", "(1, 1)"), [0n]), "accepted is one dimension"],
    ["a truncated file", npy(header("<i8", "(2,)"), [0n]), "2 integers need"],
    ["a number beyond 2^53", npy(header("<i8", "(1,)"), [2n ** 60n]), "element 0 is"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => parseNpyInt64(bytes)).toThrow(message);
  });
});
