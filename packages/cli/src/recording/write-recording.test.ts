/** A disk that is full, or a system that refuses: an error that says so, and nothing left behind. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { buildReport } from "@orrery/runner/report";
import { TINY_HOST, tinySimulation } from "@orrery/runner/testing";
import { checkFolder, writeRecording } from "./write-recording.ts";
import type { FileWriter } from "./write-recording.ts";
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
function fullAfter(files: number): FileWriter {
  let written = 0;
  return async (file, bytes) => {
    const fits = written++ < files;
    await writeFile(file, fits ? bytes : bytes.subarray(0, 10));
    if (!fits) throw Object.assign(new Error(`ENOSPC: no space left on device, write`), { code: "ENOSPC", syscall: "write" });
  };
}

describe("writeRecording", () => {
  it("leaves nothing half-written on a full disk, whichever file does not fit", async () => {
    for (let files = 0; files < 12; files++) {
      const place = path.join(folder(), "rec");
      await expect(writeRecording(place, simulation, report, job, fullAfter(files))).rejects.toMatchObject({
        message: expect.stringContaining("no space is left on the device"),
        exitCode: 74,
      });
      expect(existsSync(place)).toBe(false);
    }
  });

  it("keeps an older recording when a new one does not fit", async () => {
    const place = folder();
    await writeRecording(place, simulation, report, job);
    const before = readFileSync(path.join(place, "manifest.json"), "utf8");
    writeFileSync(path.join(place, "notes.txt"), "mine");
    await expect(writeRecording(place, simulation, report, job, fullAfter(3))).rejects.toThrow("nothing was written");
    expect(readFileSync(path.join(place, "manifest.json"), "utf8")).toBe(before);
    expect(readdirSync(place).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(existsSync(path.join(place, "notes.txt"))).toBe(true);
  });

  it("meets a device that is really full", async () => {
    if (!existsSync("/dev/full")) return;
    const place = path.join(folder(), "rec");
    const toFull: FileWriter = (_, bytes) => writeFile("/dev/full", bytes);
    await expect(writeRecording(place, simulation, report, job, toFull)).rejects.toThrow("no space is left on the device");
    expect(existsSync(place)).toBe(false);
  });
});

describe("checkFolder", () => {
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
