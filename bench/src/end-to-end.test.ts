import { expect, it } from "vitest";
import { run } from "./end-to-end.ts";

it("has the recorded history", () => {
  const { events, attempts, digest } = run({ tiny: true });
  expect({ events, attempts, digest }).toMatchInlineSnapshot(`
    {
      "attempts": 200,
      "digest": "61b77ed58d0987d0",
      "events": 3395,
    }
  `);
});
