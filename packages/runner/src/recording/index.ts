/** What a recording says of its input: how the run that made it is run again. Shared by whoever writes and whoever opens recordings. */
export { copiesByName } from "./copies-by-name.ts";
export { plainPath, relativePath } from "./plain-path.ts";
export { readManifest, RECORDING_KIND, RECORDING_VERSION, RecordingError } from "./read-manifest.ts";
export type { RecordingManifest } from "./read-manifest.ts";
export type { RecordedFile, RecordedInput } from "./recorded-input.ts";
