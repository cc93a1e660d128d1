import { expect, it } from "vitest";
import { run } from "./null-simulation.ts";

it("touches entities in the order of fastpriorityqueue and has the recorded digest", () => {
  const rows = run({ tiny: true });
  for (const row of rows) expect(new Set(row.hashes).size).toBe(1);
  expect(rows.map((row) => `${row.pending} ${row.hashes[0]} ${row.digest}`)).toMatchInlineSnapshot(`
    [
      "1 1bb14aa6 cbffd99f20e75283",
      "1000 9ec10965 8a8e27091026b498",
    ]
  `);
});
