/**
 * The programs that run before anything is built: tried in a small checkout of their own, with a compiler that only notes that it was
 * called.
 */
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const launchFolder = path.dirname(fileURLToPath(import.meta.url));
let checkout = "";

beforeEach(async () => {
  checkout = await mkdtemp(path.join(tmpdir(), "orrery-launch-"));
  await mkdir(path.join(checkout, "tools/launch"), { recursive: true });
  for (const file of ["bootstrap.mjs", "run-step.mjs", "fresh-build.mjs"]) {
    await cp(path.join(launchFolder, file), path.join(checkout, "tools/launch", file));
  }
  await put("package.json", JSON.stringify({ engines: { node: ">=20.19" }, packageManager: "pnpm@10.0.0", type: "module" }));
});
afterEach(async () => {
  await rm(checkout, { recursive: true });
});

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(checkout, file)), { recursive: true });
  await writeFile(path.join(checkout, file), text);
}

function node(args: string[], interruptAt?: string): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: checkout, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
      if (interruptAt !== undefined && child.pid !== undefined && String(chunk).includes(interruptAt)) process.kill(-child.pid, "SIGINT");
    });
    child.stderr.on("data", (chunk) => (err += String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

describe("bootstrap", () => {
  it("says which Node it needs", async () => {
    await put("package.json", JSON.stringify({ engines: { node: ">=99.1" }, packageManager: "pnpm@10.0.0", type: "module" }));
    const { code, err } = await node(["tools/launch/bootstrap.mjs", "start"]);
    expect(err).toContain(`Orrery needs Node >=99.1; this is Node ${process.versions.node}`);
    expect(code).toBe(2);
  });

  it("knows two jobs", async () => {
    const { code, err } = await node(["tools/launch/bootstrap.mjs", "dance"]);
    expect(err).toContain("start|test");
    expect(code).toBe(2);
  });
});

describe("runStep", () => {
  const runner = (options: string) =>
    `import { runStep } from "./tools/launch/run-step.mjs";
     process.exitCode = await runStep(process.execPath, ["child.mjs"], { cwd: ".", ${options} });`;

  it("returns the exit code, and shows captured output only when the command failed", async () => {
    await put("run.mjs", runner('stdout: "capture"'));
    await put("child.mjs", 'console.log("said"); process.exitCode = 0;');
    expect(await node(["run.mjs"])).toEqual({ code: 0, out: "", err: "" });
    await put("child.mjs", 'console.log("said"); process.exitCode = 7;');
    expect(await node(["run.mjs"])).toEqual({ code: 7, out: "", err: "said\n" });
  });

  it("waits for a command that ends cleanly after an interrupt", async () => {
    await put("run.mjs", runner(""));
    await put(
      "child.mjs",
      `const alive = setInterval(() => {}, 1000);
       process.on("SIGINT", () => { clearInterval(alive); console.log("tidied up"); process.exitCode = 130; });
       console.log("ready");`,
    );
    const { code, out } = await node(["run.mjs"], "ready");
    expect(out).toContain("tidied up");
    expect(code).toBe(130);
  });
});

describe("ensureFreshBuild", () => {
  const calls = async () => (await readFile(path.join(checkout, "calls"), "utf8").catch(() => "")).length;
  const build = () => node(["build.mjs"]);

  beforeEach(async () => {
    await put(
      "build.mjs",
      'import { ensureFreshBuild } from "./tools/launch/fresh-build.mjs"; process.exitCode = (await ensureFreshBuild("app")) ? 0 : 3;',
    );
    await put("tsconfig.base.json", "{}");
    for (const project of ["app", "core"]) {
      await put(`${project}/package.json`, "{}");
      await put(`${project}/src/index.ts`, "export {};");
    }
    await put("app/tsconfig.json", JSON.stringify({ references: [{ path: "../core" }] }));
    await put("core/tsconfig.json", "{}");
  });

  const installCompiler = (exitCode: number) =>
    put(
      "node_modules/typescript/bin/tsc.js",
      `import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
       appendFileSync("calls", "x");
       for (const project of ["app", "core"]) { mkdirSync(project + "/dist", { recursive: true }); writeFileSync(project + "/dist/.tsbuildinfo", ""); }
       process.exitCode = ${exitCode};`,
    ).then(() => put("node_modules/typescript/bin/tsc", 'import "./tsc.js";'));

  it("says what to do when nothing is installed", async () => {
    const { code, err } = await build();
    expect(err).toContain("run `npm start` or `npm test` once");
    expect(code).toBe(3);
  });

  it("builds what is missing, then only what a newer source asks for, its own or that of a project it uses", async () => {
    await installCompiler(0);
    expect(await build()).toEqual({ code: 0, out: "", err: "" });
    expect(await calls()).toBe(1);
    await build();
    expect(await calls()).toBe(1);
    const later = new Date(Date.now() + 60_000);
    await utimes(path.join(checkout, "core/src/index.ts"), later, later);
    await build();
    expect(await calls()).toBe(2);
  });

  it("does not take a failed build for a fresh one", async () => {
    await installCompiler(2);
    const first = await build();
    expect(first.err).toContain("app does not compile");
    expect(first.code).toBe(3);
    await build();
    expect(await calls()).toBe(2);
  });
});
