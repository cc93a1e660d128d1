/** Format detection by content. */
export { SAMPLE_BYTES, detectFormat, detectSource, readNodes, readPods } from "./detect-format.ts";
export type { Detection } from "./detect-format.ts";
