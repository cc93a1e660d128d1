/** What a person brings, as something that can be run, and where it is kept. */
export * from "./brought-file.ts";
export * from "./brought-source.ts";
export * from "./fragment.ts";
export { forgetInput, type KeptInput, keptInputs } from "./kept-inputs.ts";
export { servedRecording } from "./recording-source.ts";
export { notTaken, unusedText } from "./unused-files.ts";
