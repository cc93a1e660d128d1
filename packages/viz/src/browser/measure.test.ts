/** The measurement with a large cluster measures what it says: run tiny, it has the recorded history and moves the clock. */
import { expect, it } from "vitest";
import { measureScale } from "../testing/index.ts";

it("measures a run that has the recorded history", async () => {
  const figures = await measureScale({ nodes: 20, pods: 200, dragSeconds: 1, playSeconds: 1 });
  expect(figures.digest).toMatchInlineSnapshot(`"fa4b004fc9723459"`);
  for (const { shownPerSecond, cpuMedianMs, longestTaskMs, longestTaskCpuMs } of [figures.far, figures.near]) {
    expect(shownPerSecond).toBeGreaterThan(3);
    expect(cpuMedianMs).toBeGreaterThan(0);
    expect(longestTaskMs).toBeGreaterThanOrEqual(longestTaskCpuMs);
  }
  expect(figures.firstPictureMs).toBeGreaterThan(0);
  expect(figures.siteKb).toBeGreaterThan(100);
});
