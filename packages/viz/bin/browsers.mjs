/**
 * Finds the browsers that the tests drive: the system's Chromium and Firefox; where there are none, Debian's packages are installed if
 * this may be done, else playwright's own; else one line says what to do. With `--json` it prints where they are.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const NAMES = { chromium: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"], firefox: ["firefox-esr", "firefox"] };
const PACKAGES = { chromium: "chromium", firefox: "firefox-esr" };

/** @returns {{ chromium?: string, firefox?: string, missing: string[] }} */
export function findBrowsers() {
  const found = { missing: [] };
  for (const [kind, names] of Object.entries(NAMES)) {
    const file = onPath(names) ?? playwrightsOwn(kind);
    if (file === undefined) found.missing.push(kind);
    else found[kind] = file;
  }
  return found;
}

/** @returns {number} exit code: 0 when both are there at the end */
export function ensureBrowsers() {
  let { missing } = findBrowsers();
  if (missing.length > 0 && existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    const packages = missing.map((kind) => PACKAGES[kind]);
    process.stderr.write(`  installing Debian's ${packages.join(" and ")} ...\n`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const options = { env, stdio: ["ignore", "ignore", "ignore"] };
    spawnSync("apt-get", ["update", "-q"], options);
    spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages, "fonts-dejavu-core"], options);
    ({ missing } = findBrowsers());
  }
  if (missing.length > 0) {
    const cli = createRequire(import.meta.url).resolve("playwright-core/cli.js");
    process.stderr.write(`  installing playwright's ${missing.join(" and ")} ...\n`);
    spawnSync(process.execPath, [cli, "install", ...missing], { stdio: ["ignore", "ignore", "ignore"] });
    ({ missing } = findBrowsers());
  }
  if (missing.length === 0) return 0;
  process.stderr.write(
    `no ${missing.join(" and no ")} for the browser tests: install Debian's packages chromium and firefox-esr, or both browsers by other means\n`,
  );
  return 1;
}

function onPath(names) {
  for (const folder of (process.env.PATH ?? "").split(path.delimiter))
    for (const name of names) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        continue;
      }
    }
  return undefined;
}

function playwrightsOwn(kind) {
  try {
    const file = createRequire(import.meta.url)("playwright-core")[kind].executablePath();
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === "--json") process.stdout.write(JSON.stringify(findBrowsers()));
  else process.exitCode = ensureBrowsers();
}
