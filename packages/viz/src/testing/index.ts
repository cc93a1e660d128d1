/** What tests of several rooms share. */
export { axeViolations } from "./axe.ts";
export { CHECKOUT, type Dashboard, digestOf, openDashboard, untilFinished } from "./dashboard.ts";
export { smallFrame, smallSession } from "./small-frame.ts";
