/** fastpriorityqueue as a fresh module instance, so that one event shape's type feedback does not slow another's. */
import { createRequire } from "node:module";
import type FastPriorityQueue from "fastpriorityqueue";

export function freshFastPriorityQueue(): typeof FastPriorityQueue {
  const require = createRequire(import.meta.url);
  delete require.cache[require.resolve("fastpriorityqueue")];
  return require("fastpriorityqueue") as typeof FastPriorityQueue;
}
