/** What tests of several rooms share. */
export { smallFrame, smallSession } from "./small-frame.ts";
