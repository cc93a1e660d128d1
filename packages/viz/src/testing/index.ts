/** What tests of several rooms share. */
export { axeViolations } from "./axe.ts";
export { CHECKOUT, type Dashboard, digestOf, openDashboard, untilFinished } from "./dashboard.ts";
export { measureScale, type Scale, type ScaleFigures } from "./measure-scale.ts";
export { livingFrame, livingSession, smallFrame, smallSession } from "./small-frame.ts";
