/** What tests of several rooms share. */
export { TINY_HOST, tinyNode, tinySimulation, type TinyPod } from "./tiny-simulation.ts";
export { TinyHistory, type TinyHistoryPod } from "./tiny-history.ts";
