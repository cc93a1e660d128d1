import { expect, it } from "vitest";
import { run } from "./trace-ingest.ts";

it("reads the columns that papaparse reads", async () => {
  const [peer, columns, openb, undecoded] = await run({ rows: 20_000, rounds: 1 });
  expect([columns!.rows, openb!.rows]).toEqual([peer!.rows, peer!.rows]);
  expect([columns!.digest, undecoded!.digest]).toEqual([peer!.digest, peer!.digest]);
  expect(peer!.digest).toMatchInlineSnapshot(`"291c09f1"`);
});
