/** The page says the version that it is. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ORRERY_VERSION } from "./version.ts";

it("is the package's", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  expect(ORRERY_VERSION).toBe(version);
});
