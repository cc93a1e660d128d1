/** The projection Decisions: what the scheduler decided, and why. */
export * from "./decisions-view.ts";
export * from "./scores-list.ts";
