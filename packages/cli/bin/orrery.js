#!/usr/bin/env node
/** `pnpm orrery ...` in a checkout: builds what is missing or out of date, then runs the command. Stdout belongs to the command alone. */
import { ensureFreshBuild } from "../../../tools/launch/fresh-build.mjs";

if (await ensureFreshBuild("packages/cli")) {
  const { orrery } = await import("../dist/command/index.js");
  process.exitCode = await orrery(process.argv.slice(2));
} else {
  process.exitCode = 2;
}
