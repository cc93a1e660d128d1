/** A simulation that can be watched: its past at hand, moment by moment, as data that crosses threads. */
export { firstDifference } from "./decisions.ts";
export type { Decision, Decisions, DecisionTrail, RefusalSum } from "./decisions.ts";
export { frameBuffers, NodeFlag, POD_PHASES, PodFlag } from "./frame.ts";
export type { Frame, HeldColumns, NodeColumns, PodColumns } from "./frame.ts";
export type { LaneKind, Lanes } from "./lanes.ts";
export type { Moment, StepUnit } from "./moment.ts";
export { ATTEMPT_RESULTS, type QueueLanes, SUB_QUEUES } from "./queue-lanes.ts";
export type { Overview } from "./overview.ts";
export { TROUBLE_KINDS, TroubleKind } from "./trouble-kind.ts";
export type { PodStory, StoryLine } from "./pod-story.ts";
export { readWhatIfs } from "./read-what-ifs.ts";
export { inputWith, whatIfProblems } from "./what-if.ts";
export type { NodeChoice, NodeFaultKind, WhatIf } from "./what-if-change.ts";
export { whatIfText } from "./what-if-text.ts";
export { SimSession, type SessionStatus } from "./sim-session.ts";
