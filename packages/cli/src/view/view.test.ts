/** The dashboard is served to this machine alone, under its policy, and no file outside what was named is served. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTENT_SECURITY_POLICY, serveSite, viewTarget } from "./index.ts";
import type { SiteServer } from "./index.ts";

let folder = "";
let server: SiteServer;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "orrery-view-"));
  await mkdir(path.join(folder, "site"));
  await mkdir(path.join(folder, "mine"));
  await writeFile(path.join(folder, "site/index.html"), "<title>site</title>");
  await writeFile(path.join(folder, "mine/own.yaml"), "kind: Scenario");
  await writeFile(path.join(folder, "mine/.secret"), "secret");
  await writeFile(path.join(folder, "outside.txt"), "outside");
  await symlink(path.join(folder, "outside.txt"), path.join(folder, "mine/link.txt"));
  server = await serveSite(path.join(folder, "site"), path.join(folder, "mine"));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function get(file: string, host?: string): Promise<{ status: number; text: string; policy: string | undefined }> {
  const { hostname, port } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: file, ...(host === undefined ? {} : { headers: { Host: host } }) }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += String(chunk)));
      answer.on("end", () =>
        resolve({ status: answer.statusCode!, text, policy: answer.headers["content-security-policy"] as string | undefined }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("serveSite", () => {
  it("serves the site under its policy, and the user's folder beside it", async () => {
    expect(await get("/?run=x")).toEqual({ status: 200, text: "<title>site</title>", policy: CONTENT_SECURITY_POLICY });
    expect((await get("/local/own.yaml")).text).toBe("kind: Scenario");
  });

  it.each([
    "/local/.secret",
    "/local/link.txt",
    "/local/../outside.txt",
    "/local/%2e%2e/outside.txt",
    "/..%2foutside.txt",
    "/missing.js",
    "/local/",
  ])("does not serve %s", async (file) => {
    expect((await get(file)).status).toBe(404);
  });

  it("refuses other names of this address", async () => {
    expect((await get("/", "evil.example:80")).status).toBe(403);
  });
});

describe("viewTarget", () => {
  it("opens a scenario from its folder", async () => {
    const target = await viewTarget(path.join(folder, "mine/own.yaml"));
    expect(target).toEqual({
      folder: path.join(folder, "mine"),
      query: `run=local%3Aown.yaml&path=${encodeURIComponent(path.join(folder, "mine/own.yaml"))}&play=1`,
    });
    expect(await viewTarget(undefined)).toEqual({ folder: undefined, query: "" });
  });

  it("runs the scenario of a recording without its input anew, held against its digest", async () => {
    const recording = path.join(folder, "recording");
    await mkdir(recording);
    const manifest = {
      kind: "orrery/recording",
      seed: "8",
      digest: "00ff",
      command: ["run", path.join(folder, "mine/own.yaml"), "--out", "x"],
    };
    await writeFile(path.join(recording, "manifest.json"), JSON.stringify(manifest));
    const at = encodeURIComponent(path.join(folder, "mine/own.yaml"));
    expect((await viewTarget(recording)).query).toBe(`run=local%3Aown.yaml&path=${at}&play=1&seed=8&expect=00ff`);
    const changes = [{ atUs: 0, do: "deletePod", key: "a/b" }];
    const changed = { ...manifest, changes, policy: { file: "p.ts", text: "const a = '&';" } };
    await writeFile(path.join(recording, "manifest.json"), JSON.stringify(changed));
    const query = new URLSearchParams((await viewTarget(recording)).query);
    expect([query.get("expect"), query.get("changes"), query.get("policy")]).toEqual(["00ff", JSON.stringify(changes), "const a = '&';"]);
    await writeFile(path.join(recording, "manifest.json"), JSON.stringify({ ...manifest, command: ["replay", "--snapshot", "-"] }));
    await expect(viewTarget(recording)).rejects.toThrow("holds no copy of its input; it came from: orrery replay --snapshot -");
    await expect(viewTarget(path.join(folder, "mine"))).rejects.toThrow("holds no recording");
    await expect(viewTarget(path.join(folder, "nothing"))).rejects.toThrow("ENOENT");
  });
});
