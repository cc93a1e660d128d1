/** Texts are read whole, and refused for what they are. */
import { expect, it } from "vitest";
import { allText, fromBytes, fromText } from "./index.ts";

it("reads a text without its byte order mark, up to what a host can hold", async () => {
  expect(await allText(fromText("\ufeffpods"), "a.json", 7)).toBe("pods");
  await expect(allText(fromText("pods of a cluster"), "a.json", 7)).rejects.toThrow(/a\.json.*too large.*17 bytes.*up to 7 bytes/);
});

it("refuses what is no text", async () => {
  await expect(allText(fromBytes(new Uint8Array([0xff, 0xfe, 0xfd])), "a.json")).rejects.toThrow(/not UTF-8/);
  await expect(allText(fromBytes(), "a.json")).rejects.toThrow(/empty file/);
});
