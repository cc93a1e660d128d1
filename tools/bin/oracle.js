#!/usr/bin/env node
/** `pnpm oracle [DIR...]` in a checkout: builds what is missing or out of date, then compares Orrery with the recordings. */
import { ensureFreshBuild } from "../launch/fresh-build.mjs";

if (await ensureFreshBuild("tools")) {
  const { runOracleCommand } = await import("../dist/oracle/index.js");
  process.exitCode = await runOracleCommand(process.argv.slice(2));
} else {
  process.exitCode = 2;
}
