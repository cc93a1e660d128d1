/** The measurements measure what they say: run tiny, a run has the recorded history and moves the clock, and files are read. */
import { expect, it } from "vitest";
import { measureDrop, measureScale, withLargeFiles } from "../testing/index.ts";

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

it("measures what files that are brought cost, from their choice to the first picture", async () => {
  await withLargeFiles(2e6, async ({ trace, snapshot }) => {
    for (const files of [trace, [snapshot]]) {
      const figures = await measureDrop(files);
      expect(figures.fileBytes).toBeGreaterThan(2e6);
      expect(figures.openedMs).toBeGreaterThan(0);
      expect(figures.keptMs).toBeGreaterThan(0);
    }
  });
});
