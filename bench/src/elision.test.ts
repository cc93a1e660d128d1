import { expect, it } from "vitest";
import { run } from "./elision.ts";

it("has one history with and without ticks, and far fewer events without", async () => {
  const worked = await run(true, undefined, 0.05);
  const ticked = await run(false, undefined, 0.05);
  expect(worked.digest).toBe(ticked.digest);
  expect(ticked.events).toBeGreaterThan(worked.events * 2);
});
