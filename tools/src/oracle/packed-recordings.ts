/** The recordings that travel with the project, for tests: they need nothing beside the checkout. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** The cases of one packed file such as `scheduler/fit`, parsed. @throws Error when there is none */
export function packedCases(file: string): unknown[] {
  const packed = readFileSync(new URL(`../../../oracle/${file}.jsonl.gz`, import.meta.url));
  const lines = gunzipSync(packed).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}
