/** What `npm start` and `npm test` run in a bare clone: plain Node, because nothing is installed yet. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildProject } from "./fresh-build.mjs";
import { runStep } from "./run-step.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const node = process.execPath;
const installed = (...parts) => path.join(root, "node_modules", ...parts);

const [job, ...extra] = process.argv.slice(2);
if (job !== "start" && job !== "test") {
  process.stderr.write("usage: node tools/launch/bootstrap.mjs start|test [arguments of the job]\n");
  process.exitCode = 2;
} else if (tooOldNode()) {
  process.stderr.write(`Orrery needs Node ${manifest.engines.node}; this is Node ${process.versions.node} (${node}).\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await runJob(job === "start" ? startSteps() : testSteps());
}

/** One step after another, until one fails; its exit code is the job's. */
async function runJob(steps) {
  for (const { title, run } of steps) {
    process.stderr.write(`▸ ${title}\n`);
    const beganMs = performance.now();
    const code = await run();
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
    if (code !== 0) {
      process.stderr.write(`✖ ${title}: failed with exit code ${code} after ${seconds} s\n`);
      return code;
    }
    if (title !== steps.at(-1).title) process.stderr.write(`  ${seconds} s\n`);
  }
  return 0;
}

function startSteps() {
  const command = [path.join("packages", "cli", "bin", "orrery.js"), "run", path.join("scenarios", "netease-media.yaml"), ...extra];
  const site = path.join("packages", "viz", "bin", "site.mjs");
  return [
    { title: "install", run: install },
    { title: "build", run: () => buildProject(".") },
    { title: "build the dashboard", run: () => runStep(node, [site, "ensure"], { cwd: root, stdout: "stderr" }) },
    { title: `orrery ${command.slice(1).join(" ")}`, run: () => runStep(node, command, { cwd: root }) },
    { title: "the dashboard", run: inviteToDashboard },
  ];
}

/** The last thing that is said. */
async function inviteToDashboard() {
  process.stderr.write(
    "  Watch this run in your browser: node packages/cli/bin/orrery.js view scenarios/netease-media.yaml   (or `pnpm orrery view`)\n",
  );
  return 0;
}

function testSteps() {
  const tsc = installed("typescript", "bin", "tsc");
  const oxlint = installed("oxlint", "bin", "oxlint");
  const vitest = [installed("vitest", "vitest.mjs"), "run", ...extra];
  const viz = (program, ...args) => runStep(node, [path.join("packages", "viz", "bin", program), ...args], { cwd: root, stdout: "stderr" });
  const closing = ["--reporter=default", `--reporter=${path.join(root, "tools", "launch", "closing-line.mjs")}`];
  return [
    { title: "install", run: install },
    { title: "build", run: () => buildProject(".") },
    { title: "build the dashboard", run: () => viz("site.mjs", "ensure") },
    { title: "browsers", run: () => viz("browsers.mjs") },
    { title: "typecheck the tests", run: () => runStep(node, [tsc, "-p", "tsconfig.test.json"], { cwd: root }) },
    { title: "lint", run: () => runStep(node, [oxlint, "--quiet"], { cwd: root }) },
    { title: "tests", run: () => runStep(node, [...vitest, ...closing], { cwd: root, env: plainInPipes() }) },
  ];
}

/** Some tools colour their output whenever CI is set; what is read from a file later should be plain. */
function plainInPipes() {
  return process.stdout.isTTY || process.env.FORCE_COLOR ? process.env : { ...process.env, NO_COLOR: "1" };
}

/** pnpm itself comes through npm, in the version that package.json pins; CI=true keeps it from asking questions. */
function install() {
  const env = { ...process.env, CI: "true" };
  const args = ["exec", "--yes", "--", manifest.packageManager.split("+")[0], "install", "--frozen-lockfile"];
  const options = { cwd: root, env, stdout: process.stderr.isTTY ? "stderr" : "capture" };
  const npmScript = process.env.npm_execpath ?? "";
  if (path.basename(npmScript) === "npm-cli.js") return runStep(node, [npmScript, ...args], options);
  return runStep(process.platform === "win32" ? "npm.cmd" : "npm", args, { ...options, shell: process.platform === "win32" });
}

function tooOldNode() {
  const wanted = manifest.engines.node
    .replace(/^[^0-9]*/, "")
    .split(".")
    .map(Number);
  const found = process.versions.node.split(".").map(Number);
  return found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < (wanted[1] ?? 0));
}
