/** Builds the dashboard's site, and serves it for development: Vite with the bundled scenarios beside the pages. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const scenarios = path.resolve(root, "../../scenarios");

const POLICY_HOST = "src/worker/policy-host.ts";

/** Where a build lies. */
export const siteFolder = path.join(root, "dist", "site");

/**
 * Builds the site when it is missing or older than what it is made from.
 * @returns {Promise<string>} its folder; rejects when the build fails
 */
export async function ensureFreshSite() {
  const page = path.join(siteFolder, "index.html");
  const sources = ["viz", "runner", "scheduler", "sim-core", "traces"].map((name) => path.resolve(root, "..", name, "src"));
  const own = [scenarios, path.join(root, "bin"), path.join(root, "index.html"), path.join(root, "package.json"), ...sources];
  if (!existsSync(page) || own.some((each) => newestMs(each) > statSync(page).mtimeMs)) {
    if (process.stderr.isTTY) process.stderr.write("building the dashboard ...\n");
    await buildSite();
  }
  return siteFolder;
}

/** The latest change in a file, or of anything in a folder; tests do not count. */
function newestMs(place) {
  const entry = statSync(place);
  if (!entry.isDirectory()) return place.endsWith(".test.ts") ? 0 : entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(place).map((name) => newestMs(path.join(place, name))));
}

/**
 * Builds beside the site and puts it in place at the end: whoever is served meanwhile gets a whole one, and two builds do not meet.
 * @returns {Promise<void>} rejects when the build fails
 */
export async function buildSite() {
  const { build } = await import("vite");
  const outDir = `${siteFolder}.${process.pid}`;
  try {
    await build({
      ...settings(),
      logLevel: "error",
      build: {
        outDir,
        emptyOutDir: true,
        target: "es2022",
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 4096,
        rolldownOptions: { treeshake: LIGHT },
      },
    });
    for (let attempt = 0; ; attempt++) {
      rmSync(siteFolder, { recursive: true, force: true });
      try {
        renameSync(outDir, siteFolder);
        return;
      } catch (error) {
        // Another build was faster by a hair.
        if (attempt === 5 || (error.code !== "ENOTEMPTY" && error.code !== "EEXIST")) throw error;
      }
    }
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

/** @param {number} port */
export async function serveForDevelopment(port) {
  const { createServer } = await import("vite");
  const server = await createServer({ ...settings(), server: { host: "127.0.0.1", port } });
  await server.listen();
  server.printUrls();
}

/** Our own packages do nothing when they are only imported: what the page does not use of them stays out of it. */
const LIGHT = { moduleSideEffects: [{ test: /packages[/\\](sim-core|scheduler|runner|traces)[/\\]src[/\\]/, sideEffects: false }] };

function settings() {
  return {
    configFile: false,
    root,
    base: "./",
    resolve: { conditions: ["orrery-source", "module", "browser", "default"] },
    worker: { format: "es", rolldownOptions: { treeshake: LIGHT } },
    plugins: [bundledScenarios()],
  };
}

/** The scenarios, and a list of those that stand for themselves. */
function bundledScenarios() {
  return {
    name: "orrery-scenarios",
    // The program that typed policies are put into has a name that does not change.
    buildStart() {
      if (this.environment?.mode === "dev") return;
      this.emitFile({ type: "chunk", id: path.join(root, POLICY_HOST), fileName: "assets/policy-host.js", preserveSignature: "strict" });
    },
    generateBundle() {
      for (const [fileName, source] of siteFiles()) this.emitFile({ type: "asset", fileName, source });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url === "/assets/policy-host.js") {
          response.writeHead(302, { location: `/${POLICY_HOST}` });
          return response.end();
        }
        const file = siteFiles().get((request.url ?? "").replace(/^\//, "").replace(/\?.*$/, ""));
        if (file === undefined) return next();
        response.end(file);
      });
    },
  };
}

function siteFiles() {
  const files = new Map();
  const index = [];
  for (const name of readdirSync(scenarios)
    .filter((each) => each.endsWith(".yaml"))
    // By name, so that what was cured comes after what was ill.
    .sort((a, b) => (a.replace(/\.yaml$/, "") < b.replace(/\.yaml$/, "") ? -1 : 1))) {
    const text = readFileSync(path.join(scenarios, name), "utf8");
    files.set(`scenarios/${name}`, text);
    if (!/^kind: Scenario$/m.test(text)) continue;
    const { metadata, spec } = parse(text);
    index.push({ name: name.replace(/\.yaml$/, ""), description: spec.description ?? metadata.name, digest: goldenDigest(name) });
  }
  files.set("scenarios/index.json", JSON.stringify(index));
  files.set("scenarios/previews.json", readFileSync(path.join(scenarios, "golden", "previews.json"), "utf8"));
  files.set("scenarios/scenario.schema.json", readFileSync(path.join(scenarios, "scenario.schema.json"), "utf8"));
  return files;
}

/** "" where no result is pinned. */
function goldenDigest(name) {
  try {
    return JSON.parse(readFileSync(path.join(scenarios, "golden", name.replace(/\.yaml$/, ".json")), "utf8")).digest ?? "";
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === "build") await buildSite();
  else if (process.argv[2] === "ensure") await ensureFreshSite();
  else if (process.argv[2] === "dev") await serveForDevelopment(Number(process.argv[3] ?? 5173));
  else {
    process.stderr.write("usage: node packages/viz/bin/site.mjs build | ensure | dev [PORT]\n");
    process.exitCode = 2;
  }
}
