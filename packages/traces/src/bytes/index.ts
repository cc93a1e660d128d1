/** Platform-free byte streams. */
export { allBytes, allText, emptyFile, fromBytes, fromText, refuseBinary } from "./byte-source.ts";
export type { ByteSource } from "./byte-source.ts";
export { decompressed } from "./decompressed.ts";
export { peek } from "./peek.ts";
