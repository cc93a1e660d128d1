/** What tests of several rooms share. */
export { axeViolations } from "./axe.ts";
export { CHECKOUT, type Dashboard, digestOf, openDashboard, untilFinished } from "./dashboard.ts";
export { type LargeFiles, withLargeFiles } from "./large-files.ts";
export { type DropFigures, measureDrop } from "./measure-drop.ts";
export { measureScale, type Scale, type ScaleFigures } from "./measure-scale.ts";
export { livingFrame, livingSession, smallFrame, smallSession } from "./small-frame.ts";
