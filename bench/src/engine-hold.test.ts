import { expect, it } from "vitest";
import { run } from "./engine-hold.ts";

it("pops in the order of fastpriorityqueue and in the recorded order", () => {
  const rows = run({ tiny: true });
  expect(rows.map((row) => row.queueHash)).toEqual(rows.map((row) => row.peerHash));
  expect(rows.map((row) => `${row.fill} ${row.pending} ${row.queueHash}`)).toMatchInlineSnapshot(`
    [
      "fresh 1 bb9bb730",
      "fresh 1000 adf52950",
      "steady 1 4f990470",
      "steady 1000 3e91bf20",
    ]
  `);
});
