import { expect, it } from "vitest";
import { run } from "./null-simulation.ts";

it("touches entities in the order of fastpriorityqueue and has the recorded digest", () => {
  const rows = run({ tiny: true });
  for (const row of rows) expect(new Set(row.hashes).size).toBe(1);
  expect(rows.map((row) => `${row.pending} ${row.hashes[0]} ${row.digest}`)).toMatchInlineSnapshot(`
    [
      "1 c6bd5291 a3563fd2ea83f1b2",
      "1000 fb343e2d aee25ae97c498bb3",
    ]
  `);
});
