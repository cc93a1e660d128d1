/** The dashboard, served on this machine. */
export { openBrowser } from "./open-browser.ts";
export { CONTENT_SECURITY_POLICY, serveSite, type SiteServer } from "./serve-folder.ts";
export { viewTarget, type ViewTarget } from "./view-target.ts";
