/** A simulation that can be watched: its past at hand, moment by moment, as data that crosses threads. */
export { frameBuffers, NodeFlag, POD_PHASES, PodFlag } from "./frame.ts";
export type { Frame, NodeColumns, PodColumns } from "./frame.ts";
export type { Moment, StepUnit } from "./moment.ts";
export type { Overview } from "./overview.ts";
export type { PodStory, StoryLine } from "./pod-story.ts";
export { inputWith, whatIfText } from "./what-if.ts";
export type { NodeChoice, WhatIf } from "./what-if.ts";
export { SimSession, type SessionStatus } from "./sim-session.ts";
