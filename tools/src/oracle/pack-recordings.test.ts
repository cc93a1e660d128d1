/** The packed recordings are what their manifest says and, where the originals lie beside the checkout, the same as those. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { collectRecordings, type Manifest, packRecordings } from "./pack-recordings.ts";
import { findRecordings, readCaseTexts } from "./recording-files.ts";

const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const packed = path.join(checkout, "oracle");
const originals = path.resolve(checkout, "../shared/oracle");

const manifest = JSON.parse(await readFile(path.join(packed, "manifest.json"), "utf8")) as Manifest;

describe("packed recordings", () => {
  it.each(manifest.files)("$file holds what the manifest says", async ({ file, cases, sha256, sizeBytes }) => {
    const content = gunzipSync(await readFile(path.join(packed, file)));
    expect(content.length).toBe(sizeBytes);
    expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
    let read = 0;
    for await (const { text } of readCaseTexts(path.join(packed, file))) if (text.startsWith("{")) read += 1;
    expect(read).toBe(cases);
  });

  it("has no recording that the manifest does not name", async () => {
    const found = (await findRecordings(packed)).map((file) => path.relative(packed, file).split(path.sep).join("/"));
    expect(found).toEqual(manifest.files.map((file) => file.file).toSorted());
  });

  it("is the same as the originals beside the checkout", async () => {
    if (!existsSync(originals)) {
      if (process.env.CI === "true") throw new Error("the recordings ../shared/oracle are missing, and CI must compare with them");
      console.info("not compared with the originals: ../shared/oracle is not there; the packed recordings in oracle/ are used instead");
      return;
    }
    const fresh = await collectRecordings(originals);
    expect(fresh.map((recording) => `${recording.file}.gz`)).toEqual(manifest.files.map((file) => file.file));
    for (const { file, content } of fresh) {
      const travelling = gunzipSync(await readFile(path.join(packed, `${file}.gz`)));
      expect(content.equals(travelling), `${file}: run node tools/dist/oracle/pack.js`).toBe(true);
    }
  });

  it("packs the same content to the same bytes", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "orrery-pack-"));
    const recording = { file: "functions/quantity.jsonl", content: Buffer.from('{"fn":"ParseQuantity","in":{"s":"1"},"out":{}}\n') };
    try {
      await packRecordings([recording], path.join(folder, "a"));
      await packRecordings([recording], path.join(folder, "b"));
      const packedIn = (name: string) => readFile(path.join(folder, name, `${recording.file}.gz`));
      const [first, second] = await Promise.all([packedIn("a"), packedIn("b")]);
      expect(first.equals(second)).toBe(true);
      expect([...first.subarray(4, 8)], "time of modification").toEqual([0, 0, 0, 0]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("refuses a line that is no recording", async () => {
    const strange = { file: "functions/strange.jsonl", content: Buffer.from('{"fn":"ParseQuantity"}\n') };
    const packing = packRecordings([strange], path.join(tmpdir(), "never-written"));
    await expect(packing).rejects.toThrow("functions/strange.jsonl:1: found an object");
  });
});
