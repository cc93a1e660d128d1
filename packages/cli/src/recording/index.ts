/** Recordings as files. */
export * from "./write-recording.ts";
