/** Texts in the page - the scenario, a policy - with errors and completion in place. */
export * from "./policy-editor.ts";
export * from "./scenario-editor.ts";
