#!/usr/bin/env node
/** `pnpm orrery ...` in a checkout: builds what is missing or out of date, then runs the command. Stdout belongs to the command alone. */
import { ensureFreshBuild } from "../../../tools/launch/fresh-build.mjs";

if (await ensureFreshBuild("packages/cli")) {
  const { orrery } = await import("../dist/command/index.js");
  const args = process.argv.slice(2);
  process.exitCode = await orrery(args, args[0] === "view" ? await freshSite() : undefined);
} else {
  process.exitCode = 2;
}

/** The dashboard's site, built when it is missing or older than its sources; only `orrery view` needs it. */
async function freshSite() {
  const { ensureFreshSite } = await import("../../viz/bin/site.mjs");
  return ensureFreshSite();
}
