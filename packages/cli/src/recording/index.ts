/** Recordings as files. */
export * from "./read-recording.ts";
export * from "./write-recording.ts";
