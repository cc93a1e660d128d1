/** A disk that is full, or a system that refuses: an error that says so, and nothing left behind. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readManifest } from "@orrery/runner/recording";
import { buildReport } from "@orrery/runner/report";
import { TINY_HOST, tinySimulation } from "@orrery/runner/testing";
import { checkFolder, writeRecording } from "./write-recording.ts";
import type { Disk } from "./write-recording.ts";
import type { ReadFile } from "../input/index.ts";
import type { Job } from "../job/index.ts";

const simulation = tinySimulation([{ cpu: "1", workload: "web", arrivalS: 0, durationS: 10 }]);
simulation.run();
const report = buildReport(simulation, { end: "horizon", host: TINY_HOST, inputs: [] });
const job: Job = {
  changes: [],
  source: { kind: "scenario", file: "x.yaml" },
  profile: undefined,
  seed: undefined,
  untilUs: undefined,
  tieBreak: undefined,
  strict: false,
  explain: [],
  sliceEvents: undefined,
  out: "rec",
  commandLine: ["run", "x.yaml"],
};
const folder = () => mkdtempSync(path.join(tmpdir(), "orrery-"));

/** Room for so many files; the last one is cut off, as on a real disk. */
function fullAfter(files: number): Disk {
  let written = 0;
  const full = () => Object.assign(new Error(`ENOSPC: no space left on device, write`), { code: "ENOSPC", syscall: "write" });
  return {
    async write(file, bytes) {
      const fits = written++ < files;
      await writeFile(file, fits ? bytes : bytes.subarray(0, 10));
      if (!fits) throw full();
    },
    async copy(from, file) {
      if (written++ >= files) throw full();
      await copyFile(from, file);
    },
  };
}

/** Files as a run has read them. */
function brought(files: Readonly<Record<string, string>>): { readonly place: string; readonly read: ReadFile[] } {
  const place = folder();
  const read = Object.entries(files).map(([name, text]) => {
    const file = path.join(place, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    const { size, mtimeMs } = statSync(file);
    return { path: file, place: file, sizeBytes: size, modifiedMs: mtimeMs };
  });
  return { place, read };
}
const jobOf = (place: string): Job => ({ ...job, source: { kind: "scenario", file: path.join(place, "x.yaml") } });
const manifestOf = (place: string) => readManifest(readFileSync(path.join(place, "manifest.json"), "utf8"), "manifest.json");

describe("writeRecording", () => {
  it("leaves nothing half-written on a full disk, whichever file does not fit", async () => {
    const { place: own, read } = brought({ "x.yaml": "one", "sub/pods.yaml": "two" });
    for (let files = 0; files < 14; files++) {
      const place = path.join(folder(), "rec");
      await expect(writeRecording(place, simulation, report, jobOf(own), read, fullAfter(files))).rejects.toMatchObject({
        message: expect.stringContaining("no space is left on the device"),
        exitCode: 74,
      });
      expect(existsSync(place)).toBe(false);
    }
  });

  it("keeps an older recording when a new one does not fit", async () => {
    const place = folder();
    const { place: own, read } = brought({ "x.yaml": "one", "sub/pods.yaml": "two" });
    await writeRecording(place, simulation, report, jobOf(own), read);
    const before = readFileSync(path.join(place, "manifest.json"), "utf8");
    writeFileSync(path.join(place, "notes.txt"), "mine");
    await expect(writeRecording(place, simulation, report, jobOf(own), read, fullAfter(3))).rejects.toThrow("nothing was written");
    expect(readFileSync(path.join(place, "manifest.json"), "utf8")).toBe(before);
    expect((readdirSync(place, { recursive: true }) as string[]).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(readFileSync(path.join(place, "input/sub/pods.yaml"), "utf8")).toBe("two");
    expect(existsSync(path.join(place, "notes.txt"))).toBe(true);
  });

  it("meets a device that is really full", async () => {
    if (!existsSync("/dev/full")) return;
    const place = path.join(folder(), "rec");
    const toFull: Disk = { write: (_, bytes) => writeFile("/dev/full", bytes), copy: copyFile };
    await expect(writeRecording(place, simulation, report, job, [], toFull)).rejects.toThrow("no space is left on the device");
    expect(existsSync(place)).toBe(false);
  });
});

describe("the input of a recording", () => {
  it("is copied as it lay, with sizes and SHA-256; the next recording takes its place, and what else lies there stays", async () => {
    const place = folder();
    const first = brought({ "x.yaml": "one", "sub/pods.yaml": "two" });
    await writeRecording(place, simulation, report, { ...jobOf(first.place), untilUs: 5, seed: "9" }, first.read);
    expect(manifestOf(place).input).toEqual({
      kind: "scenario",
      scenario: "input/x.yaml",
      seed: "9",
      untilUs: 5,
      files: [
        { file: "input/x.yaml", path: first.read[0]!.path, sizeBytes: 3, sha256: createHash("sha256").update("one").digest("hex") },
        { file: "input/sub/pods.yaml", path: first.read[1]!.path, sizeBytes: 3, sha256: createHash("sha256").update("two").digest("hex") },
      ],
    });
    writeFileSync(path.join(place, "input/notes.txt"), "mine");
    const second = brought({ "x.yaml": "three" });
    await writeRecording(place, simulation, report, jobOf(second.place), second.read);
    expect(readdirSync(path.join(place, "input")).sort()).toEqual(["notes.txt", "x.yaml"]);
    expect(readFileSync(path.join(place, "input/x.yaml"), "utf8")).toBe("three");
  });

  it("is left out, with the reason, when a file is no longer what was read", async () => {
    const place = folder();
    const { place: own, read } = brought({ "x.yaml": "one", "pods.yaml": "two" });
    writeFileSync(path.join(own, "pods.yaml"), "three");
    const { noInput, files } = await writeRecording(place, simulation, report, jobOf(own), read);
    expect(noInput).toBe(`${read[1]!.path} has changed since it was read`);
    expect(files).toContain(path.join(place, "manifest.json"));
    expect(manifestOf(place)).toMatchObject({ input: undefined, noInput });
    expect(existsSync(path.join(place, "input"))).toBe(false);
  });

  it("holds what came through standard input", async () => {
    const place = folder();
    const bytes = new TextEncoder().encode('{"kind":"List"}');
    const source = { kind: "snapshot", files: ["-"], bytes, reschedule: true, poolLabel: "pool" } as const;
    await writeRecording(place, simulation, report, { ...job, source, profile: "BestFit" });
    expect(manifestOf(place).input).toMatchObject({
      kind: "snapshot",
      snapshots: ["input/standard-input.json"],
      reschedule: true,
      poolLabel: "pool",
      profile: { policy: "BestFit" },
    });
    expect(readFileSync(path.join(place, "input/standard-input.json"), "utf8")).toBe('{"kind":"List"}');
  });
});

describe("checkFolder", () => {
  it("refuses a folder with an input of its own, which the copies would come to lie upon", async () => {
    const place = folder();
    mkdirSync(path.join(place, "input"));
    await expect(checkFolder(place)).rejects.toThrow("belongs to no recording");
    const { place: own, read } = brought({ "x.yaml": "one" });
    await writeRecording(place, simulation, report, jobOf(own), read);
    await checkFolder(place);
  });

  it("accepts folders that are there or can be made, and refuses files", async () => {
    const place = folder();
    mkdirSync(path.join(place, "there"));
    writeFileSync(path.join(place, "file"), "");
    await checkFolder(path.join(place, "there"));
    await checkFolder(path.join(place, "a", "b", "c"));
    await expect(checkFolder(path.join(place, "file"))).rejects.toThrow("is a file; accepted: a folder");
    await expect(checkFolder(path.join(place, "file", "below"))).rejects.toThrow("is a file; accepted: a folder");
  });
});
