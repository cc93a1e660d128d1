/** One number for all that a frame shows: equal for equal frames, whatever order their texts were met in. */
import { Digest } from "@orrery/sim-core/engine";
import type { Frame } from "./frame.ts";
import type { StringTable } from "./string-table.ts";

/** Columns that hold numbers of texts. */
const TEXTS: ReadonlySet<string> = new Set(["name", "remark", "pool"]);

/**
 * @param podHashes by pod: of all that its columns tell, but for where it is in the frame
 * @returns 16 hexadecimal digits
 */
export function frameDigest(
  { timeUs, nodes, pods }: Pick<Frame, "timeUs" | "nodes" | "pods">,
  podHashes: Int32Array,
  strings: StringTable,
): string {
  const digest = new Digest();
  digest.fold(timeUs);
  for (const [name, column] of Object.entries(nodes)) {
    if (column instanceof Float64Array) foldAmounts(digest, column);
    else if (column instanceof Int32Array && TEXTS.has(name)) for (const text of column) digest.fold3(strings.hash(text), 0, 3);
    else if (ArrayBuffer.isView(column)) for (const number of column as Int32Array | Uint8Array) digest.fold3(number, 0, 4);
  }
  for (let row = 0; row < pods.count; row++) digest.fold3(podHashes[pods.id[row]!]!, pods.node[row]!, pods.slot[row]!);
  for (const [at, row] of pods.held.row.entries()) digest.fold3(row, pods.held.throttled[at]!, pods.held.missed[at]!);
  digest.fold(nodes.sampleUs);
  for (const { key, values } of nodes.labels) {
    digest.fold3(strings.hash(strings.numberOf(key)), values.length, 5);
    for (const text of values) digest.fold3(strings.hash(text), 0, 3);
  }
  return digest.hex;
}

/** Every bit of every double. */
function foldAmounts(digest: Digest, column: Float64Array): void {
  const words = new Int32Array(column.buffer, column.byteOffset, column.length * 2);
  for (let i = 0; i < words.length; i += 2) digest.fold3(words[i]!, words[i + 1]!, 6);
}
