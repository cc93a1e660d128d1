import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fromBytes } from "../bytes/index.ts";
import { detectSource } from "../detect/index.ts";
import { haveSharedData, sharedDataFolder } from "../testing/index.ts";
import { dataset, datasets, fetchDataset, sha256, verify } from "./index.ts";

describe("datasets", () => {
  it("has unique names, addresses, hashes and something to cite for each", () => {
    expect(new Set(datasets().map((entry) => entry.name)).size).toBe(datasets().length);
    for (const entry of datasets()) {
      expect(entry.licence.length * entry.citation.length * entry.files.length).toBeGreaterThan(0);
      expect(entry.readable).toBe(entry.files.some((file) => file.format !== undefined));
      for (const file of entry.files) {
        expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(file.url ?? "https://x").toMatch(/^https:\/\//);
      }
    }
    expect(dataset("nothing")).toBeUndefined();
  });

  it("hashes as the standard says", async () => {
    const abc = new TextEncoder().encode("abc");
    expect(await sha256(abc)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(await verify(abc, "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")).toBe(true);
    expect(await verify(abc, "00")).toBe(false);
  });

  it("lets nothing through that is not what was published", async () => {
    const written: string[] = [];
    const sink = { write: async (path: string) => void written.push(path) };
    const sized = dataset("bytedance-cluster")!.files[0]!.sizeBytes;
    await expect(fetchDataset("bytedance-cluster", { read: () => fromBytes(new Uint8Array(3)) }, sink)).rejects.toThrow("3 bytes came");
    await expect(fetchDataset("bytedance-cluster", { read: () => fromBytes(new Uint8Array(sized)) }, sink)).rejects.toThrow("SHA-256 is");
    await expect(fetchDataset("bytedanse", { read: () => fromBytes() }, sink)).rejects.toThrow(
      /no data set "bytedanse"; there are alibaba-openb-gpu-v2023/,
    );
    expect(written).toEqual([]);
  });

  for (const entry of datasets()) {
    it.runIf(haveSharedData(entry.name))(`takes ${entry.name} from a mirror, in the formats it names`, async () => {
      const mirror = { read: (path: string) => createReadStream(join(sharedDataFolder(), path)) };
      const got = new Map<string, Uint8Array>();
      await fetchDataset(entry.name, mirror, { write: async (path, bytes) => void got.set(path, bytes) });
      expect(got.size).toBe(entry.files.length);
      for (const file of entry.files) {
        if (file.format === undefined) continue;
        expect([file.path, (await detectSource(fromBytes(got.get(`${entry.name}/${file.path}`)!))).format.id]).toEqual([
          file.path,
          file.format,
        ]);
      }
      const manifest = readFileSync(join(sharedDataFolder(), "MANIFEST.sha256"), "utf8");
      for (const file of entry.files) expect(manifest).toContain(`${file.sha256}  ${entry.name}/${file.path}`);
    });
  }
});
