/** What-ifs as controls. */
export * from "./what-if-form.ts";
