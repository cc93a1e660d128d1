/** What tests of several packages need to find the real data sets. */
export { haveSharedData, sharedDataFolder, sharedFile } from "./shared-data.ts";
