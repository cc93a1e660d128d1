/** The scenario as text, with errors and completion in place. */
export * from "./scenario-editor.ts";
