/** Sees to it that the compiled code of a workspace project is not older than its sources, so that commands of a checkout just work. */
import { existsSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runStep } from "./run-step.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");

/**
 * Builds `projectDir` (e.g. "packages/cli", relative to the checkout) and all it references when any of them is missing its
 * output or has a source newer than it. Says what it does on stderr only.
 * @param {string} projectDir
 * @returns {Promise<boolean>} false: the build failed, and the reason has been printed
 */
export async function ensureFreshBuild(projectDir) {
  if (projectClosure(path.join(root, projectDir)).every(isFresh)) return true;
  if (!existsSync(compiler)) {
    process.stderr.write("Nothing is installed in this checkout yet: run `npm start` or `npm test` once.\n");
    return false;
  }
  if (process.stderr.isTTY) process.stderr.write(`building ${projectDir} ...\n`);
  const code = await buildProject(projectDir);
  if (code !== 0) process.stderr.write(`${projectDir} does not compile (tsc -b: exit code ${code}).\n`);
  return code === 0;
}

/**
 * Builds a project and all it references; "." is the whole workspace.
 * @param {string} projectDir
 * @returns {Promise<number>} the compiler's exit code
 */
export async function buildProject(projectDir) {
  const began = new Date();
  const code = await runStep(process.execPath, [compiler, "-b", projectDir], { cwd: root, stdout: "stderr" });
  if (code !== 0) return code;
  for (const stamp of projectClosure(path.join(root, projectDir)).map(stampOf)) {
    if (!existsSync(path.dirname(stamp))) continue;
    writeFileSync(stamp, "");
    // What is edited while the compiler runs counts as newer.
    utimesSync(stamp, began, began);
  }
  return 0;
}

/** The project and all that it references, each once. */
function projectClosure(projectDir, seen = new Set()) {
  if (seen.has(projectDir)) return [];
  seen.add(projectDir);
  const { references = [] } = JSON.parse(readFileSync(path.join(projectDir, "tsconfig.json"), "utf8"));
  return [projectDir, ...references.flatMap((reference) => projectClosure(path.resolve(projectDir, reference.path), seen))];
}

function isFresh(projectDir) {
  const stamp = stampOf(projectDir);
  if (!existsSync(stamp) || !existsSync(path.join(projectDir, "dist", ".tsbuildinfo"))) return false;
  const builtMs = statSync(stamp).mtimeMs;
  const settings = [path.join(root, "tsconfig.base.json"), path.join(projectDir, "tsconfig.json"), path.join(projectDir, "package.json")];
  return [...settings, ...sources(path.join(projectDir, "src"))].every((file) => statSync(file).mtimeMs <= builtMs);
}

/** Written after a build without errors: the compiler's own record is new after a failed build, and old when nothing had to be done. */
function stampOf(projectDir) {
  return path.join(projectDir, "dist", ".fresh");
}

/** All sources and their folders: a removed file shows in the time of its folder. Tests are not compiled. */
function sources(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const compiled = entries.filter((entry) => entry.isDirectory() || (entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts")));
  return [folder, ...compiled.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))];
}
