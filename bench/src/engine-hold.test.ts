import { expect, it } from "vitest";
import { run } from "./engine-hold.ts";

it("pops in the order of fastpriorityqueue and in the recorded order", () => {
  const rows = run({ tiny: true });
  expect(rows.map((row) => row.queueHash)).toEqual(rows.map((row) => row.peerHash));
  expect(rows.map((row) => `${row.fill} ${row.pending} ${row.queueHash}`)).toMatchInlineSnapshot(`
    [
      "fresh 1 92506f88",
      "fresh 1000 fcc26db0",
      "steady 1 b4a1c7d8",
      "steady 1000 423572b0",
    ]
  `);
});
