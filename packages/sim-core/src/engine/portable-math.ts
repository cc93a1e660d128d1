/**
 * The transcendental functions that the core may use: made of + - * / only, so that a history is the same bits in every
 * JavaScript engine. ECMAScript leaves the accuracy of `Math.log` and its kin to the implementation.
 */
export { exp } from "./portable-exp.ts";
export { log } from "./portable-log.ts";
export { pow } from "./portable-pow.ts";
export { cos, sin } from "./portable-trigonometry.ts";
