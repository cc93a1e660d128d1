import { expect, it } from "vitest";
import { run } from "./end-to-end.ts";

it("has the recorded history", () => {
  const { events, attempts, digest } = run({ tiny: true });
  expect({ events, attempts, digest }).toMatchInlineSnapshot(`
    {
      "attempts": 200,
      "digest": "430b7e4207d3ba12",
      "events": 2201,
    }
  `);
});
