/** What is read is told step by step, and at the end to whoever still asks. */
import { expect, it } from "vitest";
import { ReadMeter } from "./read-meter.ts";

const bytes = (size: number) => new Blob([new Uint8Array(size)]);

it("tells of every file how far it is, and that all is read", async () => {
  const [a, b] = [bytes(300_000), bytes(100_000)];
  const meter = new ReadMeter(
    new Map([
      ["a.csv", a],
      ["b.csv", b],
    ]),
  );
  expect(await meter.after(-1)).toEqual({ file: "", doneBytes: 0, totalBytes: 400_000 });
  const steps: number[] = [];
  const follow = (async () => {
    for (let seen = 0; seen < 400_000; steps.push(seen)) ({ doneBytes: seen } = await meter.after(seen));
  })();
  for (const [name, blob] of [
    ["a.csv", a],
    ["b.csv", b],
  ] as const)
    for await (const _ of meter.source(name, blob)) continue;
  await follow;
  expect(steps.at(-1)).toBe(400_000);
  expect(steps).toContain(300_000);
  expect(steps).toEqual([...steps].sort((x, y) => x - y));
});

it("counts a file once, however often it is read, and answers when there is no more to come", async () => {
  const blob = bytes(1000);
  const meter = new ReadMeter(new Map([["a", blob]]));
  for (let time = 0; time < 2; time++) for await (const _ of meter.source("a", blob)) continue;
  expect((await meter.after(-1)).doneBytes).toBe(1000);
  const last = meter.after(1000);
  meter.end();
  expect((await last).doneBytes).toBe(1000);
  expect((await meter.after(1000)).doneBytes).toBe(1000);
});
