/** The scenarios that come with the site. */
export * from "./bundled-scenarios.ts";
